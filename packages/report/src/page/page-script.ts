// Generated from browser/page.ts by `node tools/embed-page.mjs`. Edit that, then run it again.
/** The script of the page. */
export const PAGE_SCRIPT =
  "var j=/^(params|state_overrides)\\./,S=class{#e;#n;#l;#m;#a;#o;#u;#r;#c;#d;#b;#s=null;const" +
  "ructor(t,n,[e,o],r){[this.#e,this.#n,this.#l,this.#m]=[t,n,e,o];let[i,l]=JSON.parse(n.data" +
  "set.scales??\"[]\");[this.#a,this.#o,this.#u]=[i,l,r],this.#r={low:i[0][0],high:i[0][1]},thi" +
  "s.#c=document.createElementNS(n.namespaceURI,\"rect\"),this.#d=document.createElementNS(n.na" +
  "mespaceURI,\"path\"),this.#c.setAttribute(\"class\",\"brush\"),this.#d.setAttribute(\"class\",\"poi" +
  "nts kept\"),n.append(this.#c,this.#d),this.#b=[this.#t(\"from\"),this.#t(\"to\")],this.#g(),thi" +
  "s.#h()}keeps(t){let n=this.#l.values[t],e=this.#s;return e===null||typeof n==\"number\"&&n>=" +
  "e.low&&n<=e.high}draw(t){let n=(t??[]).slice(0,2e3).flatMap(e=>{let o=this.#i(e);return o=" +
  "==null?[]:[`M${o[0].toFixed(1)},${o[1].toFixed(1)}h0`]});this.#d.setAttribute(\"d\",n.join(\"" +
  "\")),this.#n.classList.toggle(\"brushed\",t!==null)}#i(t){let[n,e]=[this.#l.values[t],this.#m" +
  ".values[t]];return typeof n!=\"number\"||typeof e!=\"number\"?null:[v(this.#a,n),v(this.#o,e)]" +
  "}#t(t){let n=document.createElement(\"label\"),e=document.createElement(\"input\");n.className" +
  "=\"end-of-range\",n.append(`${this.#l.name.replace(j,\"\")} ${t} `,e),e.type=\"range\";let{low:o" +
  ",high:r}=this.#r;return e.min=String(o),e.max=String(r),e.step=String((r-o)/200),e.addEven" +
  "tListener(\"input\",()=>this.#y(this.#b.map(i=>i.valueAsNumber))),this.#e.append(n),e}#y(t){" +
  "let[n,e]=[Math.min(...t),Math.max(...t)],o=(this.#r.high-this.#r.low)/400,r=n<=this.#r.low" +
  "+o&&e>=this.#r.high-o;this.#s=r?null:{low:n,high:e},this.#h(),this.#u.onChange()}#h(){let{" +
  "low:t,high:n}=this.#s??this.#r,[e,o]=this.#b;e!==void 0&&e!==document.activeElement&&(e.va" +
  "lueAsNumber=t),o!==void 0&&o!==document.activeElement&&(o.valueAsNumber=n);let[r,i]=[v(thi" +
  "s.#a,t),v(this.#a,n)],[l,u]=this.#o[1],a={x:r,y:u,width:this.#s===null?0:i-r,height:l-u};f" +
  "or(let[m,p]of Object.entries(a))this.#c.setAttribute(m,String(p))}#g(){let t=null;this.#n." +
  "addEventListener(\"pointerdown\",n=>{t=this.#f(n),this.#n.setPointerCapture(n.pointerId),n.p" +
  "reventDefault()}),this.#n.addEventListener(\"pointermove\",n=>{if(t===null)return;let[e]=thi" +
  "s.#f(n);Math.abs(e-t[0])>=4&&this.#y([t[0],e].map(o=>K(this.#a,o)))}),this.#n.addEventList" +
  "ener(\"pointerup\",n=>{let e=this.#f(n),o=t!==null&&Math.abs(e[0]-t[0])<4;if(t=null,!o)retur" +
  "n;let r=this.#p(e);r!==null&&this.#u.onSelect(r)})}#f({clientX:t,clientY:n}){let e=this.#n" +
  ".getBoundingClientRect(),{width:o,height:r}=this.#n.viewBox.baseVal;return[(t-e.left)/e.wi" +
  "dth*o,(n-e.top)/e.height*r]}#p([t,n]){let[e,o]=[64,null];for(let r of this.#l.values.keys(" +
  ")){let i=this.#i(r),l=i===null?1/0:(i[0]-t)**2+(i[1]-n)**2;l<e&&([e,o]=[l,r])}return o}},v" +
  "=([[s,t],[n,e]],o)=>n+(o-s)/(t-s||1)*(e-n),K=([[s,t],[n,e]],o)=>Math.min(t,Math.max(s,s+(o" +
  "-n)/(e-n)*(t-s))),C=class{#e;constructor(t){let n=new Map(t.columns.map(o=>[o.name,o]));th" +
  "is.#e=[...document.querySelectorAll(\"figure[data-across]\")].flatMap(o=>{let{across:r=\"\",up" +
  ":i=\"\"}=o.dataset,[l,u]=[n.get(r),n.get(i)],a=o.querySelector(\"svg\");return a===null||l===v" +
  "oid 0||u===void 0?[]:[new S(o,a,[l,u],t)]});let e=document.getElementById(\"brush-help\");e!" +
  "==null&&(e.hidden=this.#e.length===0)}keeps(t){return this.#e.every(n=>n.keeps(t))}draw(t)" +
  "{for(let n of this.#e)n.draw(t)}};function c(s,t){let n=document.getElementById(s);if(!(n " +
  "instanceof t))throw new Error(`the page has no ${s}`);return n}var q=/^(.*?)\\s*(<=|>=|!=|=" +
  "|<|>)\\s*(.*)$/,D={\"<\":(s,t)=>s<t,\"<=\":(s,t)=>s<=t,\">\":(s,t)=>s>t,\">=\":(s,t)=>s>=t,\"=\":(s,t" +
  ")=>s===t,\"!=\":(s,t)=>s!==t};function G(s,t){let n=s.toLowerCase(),e=t.find(r=>r.name.toLow" +
  "erCase()===n);if(e!==void 0)return e;let o=t.filter(r=>{let i=r.name.toLowerCase();return " +
  "i.endsWith(`.${n}`)||i.startsWith(`${n}@`)});return o.length===1?o[0]??null:null}function " +
  "_(s,t,n){if(t!==\"=\"&&t!==\"!=\")return null;let e=n.toLowerCase();return o=>String(s[o]??\"\")" +
  ".toLowerCase()===e==(t===\"=\")}function V(s,t){let[,n=\"\",e=\"\",o=\"\"]=q.exec(s)??[];if(e===\"\"" +
  "){let a=s.toLowerCase(),m=t.filter(p=>p.shown);return p=>m.some(({values:b})=>String(b[p]?" +
  "?\"\").toLowerCase().includes(a))}let r=G(n,t);if(r===null)return`no column \"${n}\"`;if(o===\"" +
  "\")return`\"${s}\" compares with nothing`;let{values:i}=r,l=Number(o),u=D[e];return!Number.is" +
  "NaN(l)&&u!==void 0&&i.some(a=>typeof a==\"number\")?a=>{let m=i[a];return typeof m==\"number\"" +
  "&&u(m,l)}:_(i,e,o)??`${r.name} is compared with a number`}function R(s,t){let n=t[0]?.valu" +
  "es.length??0,e=Array.from({length:n},(i,l)=>l),o=s.trim()===\"\"?[]:s.trim().split(/\\s+and\\s" +
  "+/i),r=[];for(let i of o){let l=V(i,t);if(typeof l==\"string\")return{rows:null,problem:l};r" +
  ".push(l)}return{rows:e.filter(i=>r.every(l=>l(i))),problem:null}}var[W,z]=[300,214],d={lef" +
  "t:42,right:288,top:24,bottom:180};function f(s,t,n=\"\"){let{namespaceURI:e}=document.queryS" +
  "elector(\"svg\")??document.documentElement,o=document.createElementNS(e,s);for(let[r,i]of Ob" +
  "ject.entries(t))o.setAttribute(r,String(i));return o.textContent=n,o}var M=s=>String(Numbe" +
  "r(s.toPrecision(3)));function I(s,t,n){let e=c(\"selected\",HTMLElement);e.hidden=!1;let o=d" +
  "ocument.createElement(\"figcaption\"),[r,i]=[document.createElement(\"p\"),document.createElem" +
  "ent(\"p\")];r.className=\"caption\",r.textContent=s,i.className=\"finding\",o.append(r,i);let[l," +
  "u,a,m]=n??[];if(l==null||u===null||u===void 0){i.textContent=`The page holds no path of ${" +
  "t} for it`,e.replaceChildren(o);return}let p=[...u,...a??[],...m??[]],[b,$]=[Math.min(...p" +
  "),Math.max(...p)],[g,E]=[l[0]??0,l.at(-1)??1],B=h=>d.left+(d.right-d.left)*(h-g)/(E-g||1)," +
  "L=h=>d.bottom-(d.bottom-d.top)*(h-b)/($-b||1),x=h=>h.map((U,F)=>`${B(l[F]??0).toFixed(1)}," +
  "${L(U).toFixed(1)}`),k=u.at(-1)??0;i.textContent=`${t} of the selected scenario ends at ${" +
  "M(k)}`;let w=f(\"svg\",{class:\"picture\",viewBox:`0 0 ${W} ${z}`,role:\"img\",\"aria-label\":`${t" +
  "} of ${s} from turn ${g} to ${E}, at the end ${M(k)}.`});for(let h of new Set([b,$]))w.app" +
  "end(f(\"path\",{class:\"gridline\",d:`M${d.left},${L(h)}H${d.right}`}),f(\"text\",{class:\"tick e" +
  "nd\",x:d.left-5,y:L(h),dy:\".32em\"},M(h)));a!=null&&m!==null&&m!==void 0&&w.append(f(\"path\"," +
  "{class:\"band\",d:`M${[...x(a),...x(m).toReversed()].join(\"L\")}Z`})),w.append(f(\"path\",{clas" +
  "s:\"median\",d:`M${x(u).join(\"L\")}`}),f(\"text\",{class:\"tick\",x:d.left,y:d.bottom+16},`turn $" +
  "{g}`),f(\"text\",{class:\"tick end\",x:d.right,y:d.bottom+16},`turn ${E}`)),e.replaceChildren(" +
  "o,w)}function A(s){let t=c(s,HTMLScriptElement).textContent??\"\",n=Uint8Array.from(atob(t)," +
  "o=>o.codePointAt(0)??0),e=new Blob([n]).stream().pipeThrough(new DecompressionStream(\"gzip" +
  "\"));return new Response(e)}function H(s,t,n){let e=document.createElement(\"a\");e.href=URL." +
  "createObjectURL(new Blob([...n],{type:t})),e.download=s,e.click(),URL.revokeObjectURL(e.hr" +
  "ef)}function J(s,t){return typeof s==\"number\"&&typeof t==\"number\"?s-t:String(s)<String(t)?" +
  "-1:+(String(s)>String(t))}function N(s,{values:t},n){let e=n===\"ascending\"?1:-1;return s.t" +
  "oSorted((o,r)=>{let[i,l]=[t[o]??null,t[r]??null];return i===null||l===null?+(i===null)-+(l" +
  "===null):e*J(i,l)})}var X=/^[=+\\-@\\t\\r]/;function P(s){if(s===null)return\"\";if(typeof s==\"" +
  "number\")return String(s);let t=X.test(s)?`'${s}`:s;return/[\",\\r\\n]/.test(t)?`\"${t.replaceA" +
  "ll('\"','\"\"')}\"`:t}function O(s,t){return[s.map(({name:e})=>P(e)),...t.map(e=>s.map(({value" +
  "s:o})=>P(o[e]??null)))].map(e=>`${e.join(\",\")}\\r\n`).join(\"\")}var y=50;function Z(s){return" +
  " s===null?\"\":typeof s==\"number\"?String(Number(s.toPrecision(6))):s}var T=class{#e;#n;#l;#m" +
  ";#a=c(\"scenarios\",HTMLTableElement);#o;#u=c(\"filter\",HTMLInputElement);#r=c(\"filter-state\"" +
  ",HTMLOutputElement);#c=c(\"page-before\",HTMLButtonElement);#d=c(\"page-after\",HTMLButtonElem" +
  "ent);#b=c(\"page-state\",HTMLSpanElement);#s;#i=null;#t=0;constructor({columns:t,paths:n}){t" +
  "his.#e=t,this.#n=n,this.#l=new C({columns:t,onChange:()=>this.#h(),onSelect:o=>this.#f(o)}" +
  "),this.#m=t.filter(({shown:o})=>o);let[e]=this.#a.tBodies;if(e===void 0)throw new Error(\"t" +
  "he table has no body\");this.#o=e,this.#s=(t[0]?.values??[]).map((o,r)=>r)}start(){document" +
  ".documentElement.classList.add(\"scripted\");let n=this.#e.find(({name:e})=>e.startsWith(\"pa" +
  "rams.\"))?.name.slice(7)??this.#m.at(-1)?.name??\"line\";c(\"filter-help\",HTMLParagraphElement" +
  ").textContent=`For example ${n} > 0.3, or status = gated and line < 100, or a part of a na" +
  "me. A click on a heading sorts; arrow keys move between rows.`;for(let[e,o]of[...this.#a.q" +
  "uerySelectorAll(\"thead th\")].entries())this.#y(o,e);this.#u.addEventListener(\"input\",()=>t" +
  "his.#h()),this.#u.form?.addEventListener(\"submit\",e=>e.preventDefault()),c(\"save-csv\",HTML" +
  "ButtonElement).addEventListener(\"click\",()=>this.#E()),this.#c.addEventListener(\"click\",()" +
  "=>this.#p(this.#t-1)),this.#d.addEventListener(\"click\",()=>this.#p(this.#t+1)),this.#o.add" +
  "EventListener(\"keydown\",e=>this.#C(e)),this.#o.addEventListener(\"click\",e=>this.#g(e.targe" +
  "t)),this.#o.addEventListener(\"focusin\",e=>this.#g(e.target));for(let e of document.querySe" +
  "lectorAll(\".controls\"))e.hidden=!1;this.#h()}#y(t,n){let e=this.#m[n];if(e===void 0)return" +
  ";let o=document.createElement(\"button\");o.type=\"button\",o.textContent=e.name,t.replaceChil" +
  "dren(o),o.addEventListener(\"click\",()=>{let r=this.#i?.column===e&&this.#i.direction===\"as" +
  "cending\";this.#i={column:e,direction:r?\"descending\":\"ascending\"};for(let i of this.#a.quer" +
  "ySelectorAll(\"th\"))i.removeAttribute(\"aria-sort\");t.setAttribute(\"aria-sort\",this.#i.direc" +
  "tion),this.#h()})}#h(){let{rows:t,problem:n}=R(this.#u.value,this.#e);if(this.#u.setAttrib" +
  "ute(\"aria-invalid\",String(n!==null)),t===null){this.#r.textContent=n;return}let e=t.filter" +
  "(l=>this.#l.keeps(l));this.#s=this.#i===null?e:N(e,this.#i.column,this.#i.direction);let o" +
  "=this.#e[0]?.values.length??0,[r,i]=[e.length,o].map(l=>l.toLocaleString(\"en-US\"));this.#r" +
  ".textContent=`${r??\"\"} of ${i??\"\"} rows`,this.#l.draw(e.length===o?null:e),this.#p(0)}#g(t" +
  "){let n=t instanceof Element?t.closest(\"tr\"):null,e=this.#s[this.#t*y+(n?.sectionRowIndex?" +
  "?-1)];n!==null&&e!==void 0&&this.#f(e)}#f(t){if(document.getElementById(\"selected\")===null" +
  ")return;let[n,e]=[\"scenario\",this.#e.find(o=>o.name.includes(\".q0.1\"))?.name].map(o=>this." +
  "#e.find(r=>r.name===o));I(String(n?.values[t]??\"\"),e?.name.replace(/\\.q0\\.1.*$/,\"\")??\"\",th" +
  "is.#n[t]??null)}#p(t){let n=Math.max(1,Math.ceil(this.#s.length/y));this.#t=Math.min(Math." +
  "max(0,t),n-1);let e=this.#t*y,o=this.#s.slice(e,e+y);this.#o.replaceChildren(...o.map((r,i" +
  ")=>this.#v(r,i===0))),this.#c.disabled=this.#t===0,this.#d.disabled=this.#t===n-1,this.#b." +
  "textContent=`page ${this.#t+1} of ${n}`}#v(t,n){let e=document.createElement(\"tr\");e.tabIn" +
  "dex=n?0:-1;for(let{values:o}of this.#m){let r=o[t]??null,i=e.insertCell();i.textContent=Z(" +
  "r),typeof r==\"number\"&&(i.className=\"number\")}return e}#w(t){let n=this.#o.rows;for(let o " +
  "of n)o.tabIndex=-1;let e=n[Math.min(Math.max(0,t),n.length-1)];e!==void 0&&(e.tabIndex=0,e" +
  ".focus())}#C(t){let{target:n}=t;if(!(n instanceof HTMLTableRowElement))return;let e=n.sect" +
  "ionRowIndex,o=this.#o.rows.length-1,r={ArrowDown:e+1,ArrowUp:e-1,Home:0,End:o}[t.key];r!==" +
  "void 0&&(t.preventDefault(),r>o&&!this.#d.disabled?(this.#p(this.#t+1),this.#w(0)):r<0&&!t" +
  "his.#c.disabled?(this.#p(this.#t-1),this.#w(y)):this.#w(r))}#E(){H(\"scenarios.csv\",\"text/c" +
  "sv\",[O(this.#e,this.#s)])}};document.getElementById(\"scenarios\")!==null&&new T(await A(\"da" +
  "ta\").json()).start();";
