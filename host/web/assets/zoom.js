// The pictures of a segment: as wide as the page, or pixel by pixel at the point that was clicked. Without scripts the
// link around a picture opens it alone.

export function watchZoom() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (button) return zoom(button.dataset.zoom === "actual");
    const picture = event.target.closest(".picture");
    if (!picture || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const image = picture.querySelector("img");
    const box = image.getBoundingClientRect();
    const at = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    const actual = !picture.classList.contains("actual");
    zoom(actual);
    if (!actual || !event.detail) return;
    picture.scrollLeft = at.x * image.clientWidth - picture.clientWidth / 2;
    picture.scrollTop = at.y * image.clientHeight - picture.clientHeight / 2;
  });
}

function zoom(actual) {
  for (const picture of document.querySelectorAll(".picture")) picture.classList.toggle("actual", actual);
  for (const button of document.querySelectorAll("[data-zoom]")) button.setAttribute("aria-pressed", String((button.dataset.zoom === "actual") === actual));
}
