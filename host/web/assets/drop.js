// A file that is dropped on a place for files is put into its field, and sent.

const zone = (event) => event.target.closest?.(".drop");

export function watchDrops() {
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      // Beside the place a file must not replace the page.
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
      zone(event)?.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => zone(event)?.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    if (event.dataTransfer?.files.length) event.preventDefault();
    const place = zone(event);
    const field = place?.querySelector("input[type=file]");
    if (!field || event.dataTransfer.files.length !== 1) return;
    place.classList.remove("over");
    field.files = event.dataTransfer.files;
    field.form.requestSubmit();
  });
}
