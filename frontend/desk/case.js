// The case while it is open: whoever holds it goes on holding it, and the time left to undo counts down.
const HOLD_MS = 120_000;

function goOnHolding(id) {
  const token = document.querySelector("input[name=csrf_token]")?.value;
  if (!token) return;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const body = new URLSearchParams({ csrf_token: token });
    try {
      const answer = await fetch(`/liaison/${id}/hold`, { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok) clearInterval(timer);
    } catch {
      // The next try comes by itself.
    }
  }, HOLD_MS);
}

function countDown(element) {
  const until = Date.now() + Number(element.dataset.undoSeconds) * 1_000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1_000));
    element.textContent = left > 0 ? element.dataset.left.replace("{seconds}", left) : element.dataset.over;
    if (left > 0) setTimeout(tick, 250);
    else for (const button of document.querySelectorAll('form[action$="/undo"] button')) button.disabled = true;
  };
  tick();
}

export function followCase(keys) {
  if ("mine" in keys.dataset) goOnHolding(keys.dataset.case);
  for (const element of document.querySelectorAll("[data-undo-seconds]")) countDown(element);
}
