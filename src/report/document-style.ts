/** How documents look: on paper, on a telephone, by day and by night. Nothing is loaded for it. */
export const DOCUMENT_STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#57606a;--line:#d0d7de;--paper:#fff;--shade:#f6f8fa;--accent:#0b57a4;--good:#0f6b33;--bad:#b3261e;--doubt:#7a4f01}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--quiet:#9aa4ae;--line:#3a424b;--paper:#12161b;--shade:#1c2229;--accent:#7cb7f2;--good:#6fd08c;--bad:#ff9a92;--doubt:#f0c060}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 1.5rem}
h2{font-size:1.2rem;margin:2.5rem 0 .75rem;padding-bottom:.3rem;border-bottom:2px solid var(--accent)}
h3{font-size:1rem;margin:0 0 .5rem;line-height:1.4}
h3 span{display:inline-block;min-width:1.6em;padding:0 .4em;border-radius:1em;background:var(--accent);color:var(--paper);text-align:center}
p,ul{margin:.5rem 0}
ul{padding-left:1.25rem}
li{margin:.25rem 0}
section{margin:1rem 0;padding:1rem;border:1px solid var(--line);border-radius:.5rem;background:var(--shade);break-inside:avoid}
section :last-child{margin-bottom:0}
table{width:100%;border-collapse:collapse;margin:.75rem 0;font-size:.94rem}
th,td{min-width:8.25rem;padding:.45rem .6rem;border:1px solid var(--line);text-align:start;vertical-align:top}
thead th{background:var(--shade);font-weight:600}
section table{table-layout:fixed}
section thead th{background:var(--paper)}
.facts th{width:12rem;font-weight:600;color:var(--quiet)}
pre{margin:.75rem 0;padding:.75rem;border:1px solid var(--line);border-radius:.4rem;background:var(--shade);white-space:pre-wrap}
code{font:.9em/1.5 ui-monospace,"Cascadia Mono",Consolas,Menlo,monospace}
.good{--tone:var(--good)}
.bad{--tone:var(--bad)}
.doubt{--tone:var(--doubt)}
.quiet{--tone:var(--quiet)}
.banner{margin:0 0 1.5rem;padding:.9rem 1rem;border:2px solid var(--tone);border-left-width:.6rem;border-radius:.4rem;font-size:1.15rem;font-weight:600}
section.good,section.bad,section.doubt,section.quiet{border-left:.4rem solid var(--tone)}
.mark{display:inline-block;padding:0 .5em;border:1px solid var(--tone);border-radius:.3em;color:var(--tone);font-size:.85em;text-transform:uppercase;letter-spacing:.03em}
a{color:var(--accent)}
.timeline{margin:.75rem 0}
.timeline figcaption{font-size:.94rem;margin-top:.5rem}
.timeline svg{display:block;width:100%;height:1.9rem}
.timeline rect{fill:var(--line)}
.timeline line{stroke:var(--accent);stroke-width:3px;vector-effect:non-scaling-stroke}
.ends{display:flex;justify-content:space-between;gap:1rem;color:var(--quiet);font-size:.85rem}
@media (max-width:40rem){
main{padding:1.25rem .9rem 3rem}
.facts th{width:8rem}
table:not(.facts),table:not(.facts) tbody,table:not(.facts) tr,table:not(.facts) td{display:block;width:100%}
table:not(.facts) thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table:not(.facts) tr{margin:.6rem 0;border:1px solid var(--line);border-radius:.4rem}
table:not(.facts) td{min-width:0;border:0;padding:.3rem .6rem}
table:not(.facts) td::before{content:attr(data-of);display:block;color:var(--quiet);font-size:.82rem}
}
@media print{
:root{--ink:#000;--quiet:#444;--line:#999;--paper:#fff;--shade:#fff;--accent:#000;--good:#000;--bad:#000;--doubt:#000}
main{max-width:none;padding:0}
h2,h3{break-after:avoid}
tr{break-inside:avoid}
}
`;
