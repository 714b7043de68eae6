// Fields that belong to one answer only are shown with it; without JavaScript all of them stand there.
// <div data-shown-for="shape:circle corridor"> is shown while the field "shape" has one of these values.
export function followChoice(element) {
  const [name, values] = element.dataset.shownFor.split(":");
  const wanted = values.split(" ");
  const form = element.closest("form");
  const show = () => {
    element.hidden = !wanted.includes(new FormData(form).get(name));
  };
  form.addEventListener("change", show);
  show();
}
