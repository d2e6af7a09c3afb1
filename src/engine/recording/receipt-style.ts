/**
 * How the receipt looks, on screen and paper. Its hash stands in the file's policy: no line of it begins with a
 * space, because those of the page are taken away.
 */
export const RECEIPT_STYLE = `:root { color-scheme: light dark; }
body { margin: 0; font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.5rem; }
h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 0.5rem; }
.status { font-weight: 600; margin: 0.3rem 0 1.2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1.5rem; margin: 0; }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.35rem 0.75rem 0.35rem 0; text-align: start; vertical-align: top;
border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
.number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
code { font-size: 0.85em; overflow-wrap: anywhere; }
ul { padding-inline-start: 1.2rem; margin: 0; }
.small { font-size: 0.85rem; margin-top: 2rem; }
@media print {
main { max-width: none; padding: 0; }
tr { break-inside: avoid; }
h2 { break-after: avoid; }
}
`;
