// 复制: a text to the clipboard; without it (plain HTTP) the text is selected, so that one press of Ctrl+C does.
document.querySelectorAll("[data-copy]").forEach((button) => {
  const text = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    let done = false;
    try {
      await navigator.clipboard.writeText(text.value);
      done = true;
    } catch {
      done = document.execCommand("copy");
    }
    said.textContent = done ? said.textContent : "已选中，请按 Ctrl+C 复制。";
    said.hidden = false;
  });
});
