// Fields that belong to one answer only are shown with it; without JavaScript all of them stand there.
// A <details> is opened with it too.
// <div data-shown-for="shape:circle corridor"> is shown while the field "shape" has one of these values.
export function followChoice(element) {
  const [name, values] = element.dataset.shownFor.split(":");
  const wanted = values.split(" ");
  const form = element.closest("form");
  const show = () => {
    const chosen = wanted.includes(new FormData(form).get(name));
    element.hidden = !chosen;
    if (chosen && "open" in element) element.open = true;
  };
  form.addEventListener("change", show);
  show();
}
