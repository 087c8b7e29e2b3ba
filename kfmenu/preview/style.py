"""The one style of a page: a phone's colours by day, by night and on paper."""

from base64 import b64encode
from hashlib import sha256

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fff; --ground: #f6f7f8; --ink: #1c1f23; --soft: #5b6470; --line: #dfe3e8;
  --chat: #ededed; --bubble: #fff; --said: #191919; --link: #576b95; --blue: #2f5bb7;
  --error: #b3261e; --warning: #8a5300; --error-wash: #fdecea; --warning-wash: #fff4e0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1d20; --ground: #121315; --ink: #e6e8ea; --soft: #a3abb5; --line: #33373d;
    --chat: #111; --bubble: #2c2c2c; --said: #d9d9d9; --link: #8fa3c4; --blue: #8fb1ff;
    --error: #ff8a80; --warning: #f2b35a; --error-wash: #3a1f1d; --warning-wash: #352815;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 62rem;
  background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans SC",
    "Noto Sans CJK SC", sans-serif;
}
h1 { margin: 0; font-size: 1.35rem; }
h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
p, ul, ol { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--blue); }
a:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; border-radius: 3px; }
code { font: .86em ui-monospace, "SFMono-Regular", Consolas, monospace; overflow-wrap: anywhere; }
.soft, small { color: var(--soft); font-size: .8rem; }
nav ol { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: .75rem; }
nav a { display: inline-block; min-height: 24px; }
article, .problems:not(article *) {
  margin-top: 1.25rem; padding: 1rem; background: var(--paper);
  border: 1px solid var(--line); border-radius: 12px;
}
article { display: grid; grid-template-columns: 22rem 1fr; gap: .75rem 1.25rem; }
article:target { border-color: var(--blue); box-shadow: 0 0 0 1px var(--blue); }
article > header { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 0 .75rem;
  align-items: baseline; }
.phone { display: grid; gap: .4rem; align-content: start; min-width: 0; }
.chat { display: flex; gap: 10px; padding: 1rem .75rem 1.25rem;
  background: var(--chat); border-radius: 8px; }
.chat::before { content: "客服"; flex: none; width: 40px; height: 40px; border-radius: 5px;
  background: #0a7f45; color: #fff; font-size: 13px; line-height: 40px; text-align: center; }
.bubble { position: relative; min-width: 2.5rem; min-height: 40px; padding: 8px 12px;
  border-radius: 5px; background: var(--bubble); color: var(--said); font-size: 17px;
  line-height: 1.42; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext;
  counter-reset: tap; }
.bubble::before { content: ""; position: absolute; left: -5px; top: 14px; width: 12px;
  height: 12px; background: inherit; border-radius: 2px; transform: rotate(45deg); z-index: 0; }
.bubble a { position: relative; color: var(--link); text-decoration: none;
  unicode-bidi: isolate; }
.bubble a::after { counter-increment: tap; content: counter(tap); margin-left: 3px;
  vertical-align: super; font-size: 10px; line-height: 1; color: var(--soft); }
mark { background: none; color: inherit; border-bottom: 2px dotted var(--warning); }
.facts { display: grid; gap: .75rem; align-content: start; min-width: 0; }
.taps { display: grid; gap: .4rem; counter-reset: tap; }
.taps li { counter-increment: tap; padding-left: 1.75rem; position: relative; }
.taps li::before { content: counter(tap); position: absolute; left: 0; top: .15rem;
  width: 1.15rem; height: 1.15rem; border: 1px solid var(--line); border-radius: 50%;
  color: var(--soft); font-size: .7rem; line-height: 1.1rem; text-align: center; }
.taps b { font-weight: 600; }
.taps small { display: block; }
meter { width: 6rem; height: .8rem; vertical-align: middle; }
.over, .error b { color: var(--error); }
.warning b { color: var(--warning); }
.problems { display: grid; gap: .4rem; }
.problems li { padding: .4rem .65rem; border-radius: 6px; overflow-wrap: anywhere; }
.problems .error { background: var(--error-wash); }
.problems .warning { background: var(--warning-wash); }
.problems span { display: block; }
footer { margin-top: 1.5rem; }
@media (max-width: 46rem) { article { grid-template-columns: minmax(0, 1fr); } }
@media print {
  body { max-width: none; padding: 0; background: none; }
  article { break-inside: avoid; }
  .chat, .chat::before, .bubble, .problems li { print-color-adjust: exact; }
}
"""

HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
"""By which a page says that this style and no other may be used."""
