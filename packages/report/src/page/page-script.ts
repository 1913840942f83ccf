// Generated from browser/page.ts by `node tools/embed-page.mjs`. Edit that, then run it again.
/** The script of the page. */
export const PAGE_SCRIPT =
  "var C=/^(.*?)\\s*(<=|>=|!=|=|<|>)\\s*(.*)$/,v={\"<\":(n,t)=>n<t,\"<=\":(n,t)=>n<=t,\">\":(n,t)=>n>" +
  "t,\">=\":(n,t)=>n>=t,\"=\":(n,t)=>n===t,\"!=\":(n,t)=>n!==t};function E(n,t){let o=n.toLowerCase" +
  "(),e=t.find(s=>s.name.toLowerCase()===o);if(e!==void 0)return e;let r=t.filter(s=>{let i=s" +
  ".name.toLowerCase();return i.endsWith(`.${o}`)||i.startsWith(`${o}@`)});return r.length===" +
  "1?r[0]??null:null}function L(n,t,o){if(t!==\"=\"&&t!==\"!=\")return null;let e=o.toLowerCase()" +
  ";return r=>String(n[r]??\"\").toLowerCase()===e==(t===\"=\")}function x(n,t){let[,o=\"\",e=\"\",r=" +
  "\"\"]=C.exec(n)??[];if(e===\"\"){let u=n.toLowerCase(),c=t.filter(m=>m.shown);return m=>c.some" +
  "(({values:w})=>String(w[m]??\"\").toLowerCase().includes(u))}let s=E(o,t);if(s===null)return" +
  "`no column \"${o}\"`;if(r===\"\")return`\"${n}\" compares with nothing`;let{values:i}=s,l=Number" +
  "(r),f=v[e];return!Number.isNaN(l)&&f!==void 0&&i.some(u=>typeof u==\"number\")?u=>{let c=i[u" +
  "];return typeof c==\"number\"&&f(c,l)}:L(i,e,r)??`${s.name} is compared with a number`}funct" +
  "ion p(n,t){let o=t[0]?.values.length??0,e=Array.from({length:o},(i,l)=>l),r=n.trim()===\"\"?" +
  "[]:n.trim().split(/\\s+and\\s+/i),s=[];for(let i of r){let l=x(i,t);if(typeof l==\"string\")re" +
  "turn{rows:null,problem:l};s.push(l)}return{rows:e.filter(i=>s.every(l=>l(i))),problem:null" +
  "}}function T(n,t){return typeof n==\"number\"&&typeof t==\"number\"?n-t:String(n)<String(t)?-1" +
  ":+(String(n)>String(t))}function y(n,{values:t},o){let e=o===\"ascending\"?1:-1;return n.toS" +
  "orted((r,s)=>{let[i,l]=[t[r]??null,t[s]??null];return i===null||l===null?+(i===null)-+(l==" +
  "=null):e*T(i,l)})}var M=/^[=+\\-@\\t\\r]/;function b(n){if(n===null)return\"\";if(typeof n==\"nu" +
  "mber\")return String(n);let t=M.test(n)?`'${n}`:n;return/[\",\\r\\n]/.test(t)?`\"${t.replaceAll" +
  "('\"','\"\"')}\"`:t}function g(n,t){return[n.map(({name:e})=>b(e)),...t.map(e=>n.map(({values:" +
  "r})=>b(r[e]??null)))].map(e=>`${e.join(\",\")}\\r\n`).join(\"\")}var d=50;function a(n,t){let o=" +
  "document.getElementById(n);if(!(o instanceof t))throw new Error(`the page has no ${n}`);re" +
  "turn o}async function S(){let n=document.getElementById(\"data\")?.textContent??\"\",t=Uint8Ar" +
  "ray.from(atob(n),r=>r.codePointAt(0)??0),o=new Blob([t]).stream().pipeThrough(new Decompre" +
  "ssionStream(\"gzip\"));return await new Response(o).json()}function R(n){return n===null?\"\":" +
  "typeof n==\"number\"?String(Number(n.toPrecision(6))):n}var h=class{#n;#i;#a=a(\"scenarios\",H" +
  "TMLTableElement);#o;#l=a(\"filter\",HTMLInputElement);#h=a(\"filter-state\",HTMLOutputElement)" +
  ";#u=a(\"page-before\",HTMLButtonElement);#c=a(\"page-after\",HTMLButtonElement);#f=a(\"page-sta" +
  "te\",HTMLSpanElement);#r;#e=null;#t=0;constructor(t){this.#n=t,this.#i=t.filter(({shown:e})" +
  "=>e);let[o]=this.#a.tBodies;if(o===void 0)throw new Error(\"the table has no body\");this.#o" +
  "=o,this.#r=(t[0]?.values??[]).map((e,r)=>r)}start(){document.documentElement.classList.add" +
  "(\"scripted\");let o=this.#n.find(({name:e})=>e.startsWith(\"params.\"))?.name.slice(7)??this." +
  "#i.at(-1)?.name??\"line\";a(\"filter-help\",HTMLParagraphElement).textContent=`For example ${o" +
  "} > 0.3, or status = gated and line < 100, or a part of a name. A click on a heading sorts" +
  "; arrow keys move between rows.`;for(let[e,r]of[...this.#a.querySelectorAll(\"thead th\")].e" +
  "ntries())this.#p(r,e);this.#l.addEventListener(\"input\",()=>this.#d()),this.#l.form?.addEve" +
  "ntListener(\"submit\",e=>e.preventDefault()),a(\"save-csv\",HTMLButtonElement).addEventListene" +
  "r(\"click\",()=>this.#g()),this.#u.addEventListener(\"click\",()=>this.#s(this.#t-1)),this.#c." +
  "addEventListener(\"click\",()=>this.#s(this.#t+1)),this.#o.addEventListener(\"keydown\",e=>thi" +
  "s.#y(e));for(let e of document.querySelectorAll(\".controls\"))e.hidden=!1;this.#d()}#p(t,o)" +
  "{let e=this.#i[o];if(e===void 0)return;let r=document.createElement(\"button\");r.type=\"butt" +
  "on\",r.textContent=e.name,t.replaceChildren(r),r.addEventListener(\"click\",()=>{let s=this.#" +
  "e?.column===e&&this.#e.direction===\"ascending\";this.#e={column:e,direction:s?\"descending\":" +
  "\"ascending\"};for(let i of this.#a.querySelectorAll(\"th\"))i.removeAttribute(\"aria-sort\");t." +
  "setAttribute(\"aria-sort\",this.#e.direction),this.#d()})}#d(){let{rows:t,problem:o}=p(this." +
  "#l.value,this.#n);if(this.#l.setAttribute(\"aria-invalid\",String(o!==null)),t===null){this." +
  "#h.textContent=o;return}this.#r=this.#e===null?t:y(t,this.#e.column,this.#e.direction);let" +
  " e=this.#n[0]?.values.length??0,[r,s]=[t.length,e].map(i=>i.toLocaleString(\"en-US\"));this." +
  "#h.textContent=`${r??\"\"} of ${s??\"\"} rows`,this.#s(0)}#s(t){let o=Math.max(1,Math.ceil(thi" +
  "s.#r.length/d));this.#t=Math.min(Math.max(0,t),o-1);let e=this.#t*d,r=this.#r.slice(e,e+d)" +
  ";this.#o.replaceChildren(...r.map((s,i)=>this.#b(s,i===0))),this.#u.disabled=this.#t===0,t" +
  "his.#c.disabled=this.#t===o-1,this.#f.textContent=`page ${this.#t+1} of ${o}`}#b(t,o){let " +
  "e=document.createElement(\"tr\");e.tabIndex=o?0:-1;for(let{values:r}of this.#i){let s=r[t]??" +
  "null,i=e.insertCell();i.textContent=R(s),typeof s==\"number\"&&(i.className=\"number\")}return" +
  " e}#m(t){let o=this.#o.rows;for(let r of o)r.tabIndex=-1;let e=o[Math.min(Math.max(0,t),o." +
  "length-1)];e!==void 0&&(e.tabIndex=0,e.focus())}#y(t){let{target:o}=t;if(!(o instanceof HT" +
  "MLTableRowElement))return;let e=o.sectionRowIndex,r=this.#o.rows.length-1,s={ArrowDown:e+1" +
  ",ArrowUp:e-1,Home:0,End:r}[t.key];s!==void 0&&(t.preventDefault(),s>r&&!this.#c.disabled?(" +
  "this.#s(this.#t+1),this.#m(0)):s<0&&!this.#u.disabled?(this.#s(this.#t-1),this.#m(d)):this" +
  ".#m(s))}#g(){let t=document.createElement(\"a\");t.href=URL.createObjectURL(new Blob([g(this" +
  ".#n,this.#r)],{type:\"text/csv\"})),t.download=\"scenarios.csv\",t.click(),URL.revokeObjectURL" +
  "(t.href)}};if(document.getElementById(\"scenarios\")!==null){let n=await S();new h(n).start(" +
  ")}";
