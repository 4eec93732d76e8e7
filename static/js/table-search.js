/* <table-search data-label data-none>: a box that leaves the rows whose name has what is
   typed. Without this script the whole table is there, and the browser's own search. */

class TableSearch extends HTMLElement {
  connectedCallback() {
    const label = document.createElement("label");
    label.className = "table-search-box";
    label.textContent = this.dataset.label;
    this.input = document.createElement("input");
    this.input.type = "search";
    this.input.autocomplete = "off";
    label.append(this.input);
    this.news = document.createElement("p");
    this.news.className = "fine";
    this.news.setAttribute("role", "status");
    this.prepend(label, this.news);
    this.rows = [...this.querySelectorAll("tbody tr")].map((row) => ({
      row,
      name: plain(row.cells[0].textContent),
    }));
    this.input.addEventListener("input", () => this.search());
  }

  search() {
    const typed = plain(this.input.value);
    let found = 0;
    for (const { row, name } of this.rows) {
      row.hidden = !name.includes(typed);
      found += row.hidden ? 0 : 1;
    }
    this.news.textContent = found ? "" : this.dataset.none;
  }
}

/* "Ynys Môn" is found by "ynys mon". */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").trim().toLowerCase();
}

customElements.define("table-search", TableSearch);
