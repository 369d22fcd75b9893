// The style sheet of the status page and of reports:
// system fonts, two palettes, rows that become blocks on narrow screens.
// .k0 to .k17 are the colours of charts. Each has a contrast of 3 to the cards of both palettes.
#pragma once

namespace errwatch {

inline constexpr char kStyleSheet[] = R"css(
:root{color-scheme:light dark;--bg:#f3f5f8;--card:#fff;--ink:#182030;--dim:#5d6980;--line:#e2e7ef;--code:#eef2f8;
--accent:#2459c4;--red:#b3202e;--redbg:#fdecee;--amber:#8a5200;--amberbg:#fff3dc;--green:#136b40;--greenbg:#e3f6ec;
--grey:#4b566b;--greybg:#e9edf4}
@media screen and (prefers-color-scheme:dark){:root{--bg:#10141b;--card:#181d27;--ink:#e3e9f3;--dim:#97a4ba;--line:#2a3240;--code:#222a37;
--accent:#86aefc;--red:#ff8f99;--redbg:#43191f;--amber:#f4c067;--amberbg:#3d2c0f;--green:#78d9a7;--greenbg:#12372a;
--grey:#b6c1d4;--greybg:#2a3342}}
*{box-sizing:border-box}[hidden]{display:none!important}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.2rem}
.skip{position:absolute;left:-99rem}.skip:focus{position:static;display:inline-block;padding:.5rem 1rem}
button,select,input{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--dim);border-radius:.35rem;padding:.15rem .5rem}
button{cursor:pointer}#tools{display:flex;flex-wrap:wrap;gap:.4rem .6rem;align-items:center;margin:.7rem 0 0;font-size:.92em}
#tools p{margin:0}#tools input{min-width:0;width:14rem;max-width:100%}#live{display:flex;flex-wrap:wrap;gap:.4rem .6rem;align-items:center}
#state>p{margin:.15rem 0;color:var(--dim);overflow-wrap:anywhere}#state{margin:0 0 1rem}.orders{margin:0 0 .3rem;font-size:.88em;color:var(--dim)}
footer nav{margin:1rem 0 0}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.wrap{max-width:78rem;margin:0 auto;padding:1.1rem 1rem 3rem}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
h1{font-size:1.45rem;margin:0;letter-spacing:-.01em}h2{font-size:1.02rem;margin:0 0 .7rem}
h2 small{font-weight:400;margin-left:.5rem}
small{color:var(--dim);font-size:.82em}
header{margin:0 0 1rem}header p{margin:.15rem 0;color:var(--dim);overflow-wrap:anywhere}.languages{float:right}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:0 0 1rem;font-size:.92em}
.chips{display:flex;flex-wrap:wrap;gap:.4rem .9rem;margin:.6rem 0;padding:0;list-style:none}
.tiles{margin-top:1rem!important;display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.8rem;margin:0 0 1rem}
.tile,section,.warn{background:var(--card);border:1px solid var(--line);border-radius:.6rem}
.tile{padding:.7rem .9rem}
.tile b{display:block;font-size:1.45rem;line-height:1.2;font-variant-numeric:tabular-nums;letter-spacing:-.02em}
.tile span{color:var(--dim);font-size:.88em}.tile meter{margin-top:.35rem}
.tile.hot{border-color:var(--red)}.tile.hot b{color:var(--red)}
section{padding:.9rem 1rem;margin:0 0 1rem;min-width:0;overflow-x:auto}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 1rem;align-items:start}
.warn{background:var(--amberbg);border-color:var(--amber);padding:.6rem 1rem;margin:0 0 1rem}
.warn ul{margin:.2rem 0;padding-left:1.1rem}
table{border-collapse:collapse;width:100%}
th{font-size:.78em;text-transform:uppercase;letter-spacing:.04em;color:var(--dim);text-align:left;font-weight:600;padding:.2rem .6rem .35rem 0;white-space:nowrap}
thead button{font:inherit;letter-spacing:inherit;text-transform:inherit;color:inherit;background:none;border:0;padding:.2rem 0;text-align:inherit}
thead button:hover{color:var(--ink);text-decoration:underline}th[aria-sort=ascending] button::after{content:" \2191"}th[aria-sort=descending] button::after{content:" \2193"}
td,tbody th{border-top:1px solid var(--line);padding:.45rem .6rem .45rem 0;vertical-align:top;overflow-wrap:break-word}
tbody th{font-size:1em;font-weight:500;text-transform:none;letter-spacing:0;color:inherit;white-space:normal}.facts th{width:14rem;color:var(--dim)}
td small,th small{display:block}td time{white-space:nowrap}
.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;padding-right:1.1rem}
.who{font-weight:600;font-family:ui-monospace,"Cascadia Mono",Menlo,"DejaVu Sans Mono",monospace;font-size:.93em;white-space:nowrap}tbody th.who{font-weight:600;font-size:.93em;white-space:nowrap}
.short{white-space:nowrap}.long{min-width:6rem;overflow-wrap:anywhere}.evidence{min-width:15rem;overflow-wrap:anywhere}.zero td{color:var(--dim)}.none{color:var(--dim);margin:0}
code{font:.86em ui-monospace,"Cascadia Mono",Menlo,"DejaVu Sans Mono",monospace;background:var(--code);border-radius:.25rem;padding:.05em .3em;
overflow-wrap:anywhere;-webkit-box-decoration-break:clone;box-decoration-break:clone}
.badge{display:inline-block;font-size:.8em;font-weight:600;line-height:1.5;padding:0 .5em;border-radius:1em;background:var(--greybg);color:var(--grey);white-space:nowrap}
.red{background:var(--redbg);color:var(--red)}.amber{background:var(--amberbg);color:var(--amber)}.green{background:var(--greenbg);color:var(--green)}
.scores{display:grid;grid-template-columns:auto minmax(4rem,9rem) auto;gap:.1rem .6rem;align-items:center;justify-content:start;font-size:.92em}
.scores span{font-variant-numeric:tabular-nums;white-space:nowrap}
meter{display:block;width:100%;height:.6rem;border:0;border-radius:1rem;background:var(--greybg)}
meter::-webkit-meter-inner-element{display:block;height:100%}
meter::-webkit-meter-bar{display:block;height:100%;border:0;border-radius:1rem;background:var(--greybg);overflow:hidden}
meter::-webkit-meter-optimum-value,meter::-webkit-meter-suboptimum-value,meter::-webkit-meter-even-less-good-value{height:100%}
meter::-webkit-meter-optimum-value{background:#36a86f}meter::-webkit-meter-suboptimum-value{background:#e0992b}meter::-webkit-meter-even-less-good-value{background:#d8434f}
meter:-moz-meter-optimum::-moz-meter-bar{background:#36a86f}meter:-moz-meter-sub-optimum::-moz-meter-bar{background:#e0992b}meter:-moz-meter-sub-sub-optimum::-moz-meter-bar{background:#d8434f}
.share{width:9rem}td small.beside,th small.beside{display:inline;margin-left:.5em}td:last-child,th:last-child{padding-right:0}.share meter{margin-top:.42rem}.share meter::-webkit-meter-optimum-value,.share meter::-webkit-meter-suboptimum-value,.share meter::-webkit-meter-even-less-good-value{background:var(--accent)}
.share meter::-moz-meter-bar{background:var(--accent)!important}
.chart{margin:0 0 .4rem}.chart+.chart,.two>.chart{margin-top:1.2rem}.chart figcaption{font-weight:600;font-size:.92em;margin:0 0 .5rem}
.plot{display:grid;grid-template:10rem 1.4rem/auto minmax(0,1fr);gap:0 .5rem}
.plot>svg{grid-area:1/2;width:100%;height:100%;overflow:visible}.plot>.times{grid-area:2/2;font-size:.8rem;fill:var(--dim)}
.plot path{stroke:var(--card);stroke-width:.5;vector-effect:non-scaling-stroke}.plot .grid{stroke:var(--line);stroke-width:1}
.plot .hint{fill:transparent}.plot .hint:hover{fill:var(--ink);fill-opacity:.12}
.high{grid-area:1/1;display:flex;flex-direction:column;justify-content:space-between;text-align:right;font-size:.8rem;line-height:1;margin:-.4rem 0;
color:var(--dim);font-variant-numeric:tabular-nums}
.legend{display:flex;flex-wrap:wrap;gap:.15rem 1rem;margin:.3rem 0;padding:0;list-style:none;font-size:.88em}
.key{width:.75em;height:.75em;margin-right:.4em}.wide{overflow-x:auto}summary{cursor:pointer;color:var(--accent);font-size:.88em}
.unseen{position:absolute;clip-path:inset(50%);width:1px!important;height:1px;overflow:hidden}caption{text-align:left;color:var(--dim);font-size:.85em;padding:.3rem 0}
.k0{fill:#dc2828}.k1{fill:#2891dc}.k2{fill:#d37522}.k3{fill:#8d50e2}.k4{fill:#199a44}.k5{fill:#dd2ca2}
.k6{fill:#ab8e1c}.k7{fill:#1c9fab}.k8{fill:#5858e4}.k9{fill:#53a21a}.k10{fill:#e56182}.k11{fill:#157f6d}
.k12{fill:#d75023}.k13{fill:#4b71e2}.k14{fill:#cf61e5}.k15{fill:#718415}.k16{fill:#157f15}.k17{fill:#7f8aa0}
@media screen and (max-width:62rem){.short{white-space:normal}}
@media(max-width:70rem){td time{white-space:normal}.evidence{min-width:9rem}}
@media(max-width:44rem){.stack thead{display:none}.stack,.stack caption,.stack tbody,.stack tr,.stack td,.stack tbody th{display:block;width:100%}
.stack tr{border-top:1px solid var(--line);padding:.5rem 0}.stack td,.stack tbody th{border:0;padding:.12rem 0 .12rem 7.2rem;text-indent:-7.2rem;text-align:left;white-space:normal;overflow-wrap:anywhere}
.stack td *,.stack tbody th *,.stack td::before,.stack tbody th::before{text-indent:0}
.stack td:empty{display:none}.plot path{stroke:none}.plot .grid{stroke:var(--line)}.stack td::before,.stack tbody th::before{font-weight:400;font-family:system-ui,sans-serif;content:attr(data-l);display:inline-block;min-width:6.8rem;margin-right:.4rem;color:var(--dim);font-size:.82em}
.stack td small,.stack th small{display:inline;margin-left:.4em}.stack meter{max-width:9rem}.facts th{width:auto}.wrap{padding:.7rem .6rem 2rem}section{padding:.7rem}.stack .evidence{min-width:0}.stack .evidence small{display:block;margin:0}}
@media print{body{background:#fff;font-size:9pt}td time,.badge,.who,tbody th.who,.n,th{white-space:normal!important}.evidence{min-width:0}.wrap{padding:0;max-width:none}nav,#tools,.orders,.languages,.skip,summary,footer{display:none}section,.tile{break-inside:auto;border:0;padding:0}tr,figure,.tile{break-inside:avoid}thead{display:table-header-group}
.wide,section{overflow:visible}.tiles{grid-template-columns:repeat(4,1fr)}}
)css";

}  // namespace errwatch
