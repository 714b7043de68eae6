// The words of the page's language, as the server wrote them into the page.
const block = document.getElementById("words");

export const words = block ? JSON.parse(block.textContent) : {};

// The sentence for a key; {name} in it is replaced by the fact of that name.
export function say(key, facts = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}
