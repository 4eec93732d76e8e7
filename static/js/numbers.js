/* Numbers as the server prints them: signs and order of the page's language, and digits
   of 0 to 9 (docs/adr/0042). */

export const language = `${document.documentElement.lang || "en"}-u-nu-latn`;

export const written = (number, options) => number.toLocaleString(language, options);

const rules = new Intl.PluralRules(language);

/* Which of an element's words fit a number, of those that {% every_plural %} wrote. */
export const worded = ({ attributes: words }, name, number) =>
  (words[`data-${name}-${rules.select(number)}`] ?? words[`data-${name}-other`]).value.replace(
    "{number}",
    written(number),
  );
