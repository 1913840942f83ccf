// Generated from browser/page.ts by `node tools/embed-page.mjs`. Edit that, then run it again.
/** The script of the page. */
export const PAGE_SCRIPT =
  "var V=/^(params|state_overrides)\\./,T=class{#e;#n;#t;#u;#r;#i;#o;#l;#m;#c;#h;#p=null;const" +
  "ructor(t,n,[e,o],s){[this.#e,this.#n,this.#t,this.#u]=[t,n,e,o];let[l,i]=JSON.parse(n.data" +
  "set.scales??\"[]\");[this.#r,this.#i,this.#o]=[l,i,s],this.#l={low:l[0][0],high:l[0][1]},thi" +
  "s.#m=document.createElementNS(n.namespaceURI,\"rect\"),this.#c=document.createElementNS(n.na" +
  "mespaceURI,\"path\"),this.#m.setAttribute(\"class\",\"brush\"),this.#c.setAttribute(\"class\",\"poi" +
  "nts kept\"),n.append(this.#m,this.#c),this.#h=[this.#a(\"from\"),this.#a(\"to\")],this.#f(),thi" +
  "s.#g()}keeps(t){let n=this.#t.values[t],e=this.#p;return e===null||typeof n==\"number\"&&n>=" +
  "e.low&&n<=e.high}draw(t){let n=(t??[]).slice(0,2e3).flatMap(e=>{let o=this.#d(e);return o=" +
  "==null?[]:[`M${o[0].toFixed(1)},${o[1].toFixed(1)}h0`]});this.#c.setAttribute(\"d\",n.join(\"" +
  "\")),this.#n.classList.toggle(\"brushed\",t!==null)}#d(t){let[n,e]=[this.#t.values[t],this.#u" +
  ".values[t]];return typeof n!=\"number\"||typeof e!=\"number\"?null:[w(this.#r,n),w(this.#i,e)]" +
  "}#a(t){let n=document.createElement(\"label\"),e=document.createElement(\"input\");n.className" +
  "=\"end-of-range\",n.append(`${this.#t.name.replace(V,\"\")} ${t} `,e),e.type=\"range\";let{low:o" +
  ",high:s}=this.#l;return e.min=String(o),e.max=String(s),e.step=String((s-o)/200),e.addEven" +
  "tListener(\"input\",()=>this.#s(this.#h.map(l=>l.valueAsNumber))),this.#e.append(n),e}#s(t){" +
  "let[n,e]=[Math.min(...t),Math.max(...t)],o=(this.#l.high-this.#l.low)/400,s=n<=this.#l.low" +
  "+o&&e>=this.#l.high-o;this.#p=s?null:{low:n,high:e},this.#g(),this.#o.onChange()}#g(){let{" +
  "low:t,high:n}=this.#p??this.#l,[e,o]=this.#h;e!==void 0&&e!==document.activeElement&&(e.va" +
  "lueAsNumber=t),o!==void 0&&o!==document.activeElement&&(o.valueAsNumber=n);let[s,l]=[w(thi" +
  "s.#r,t),w(this.#r,n)],[i,a]=this.#i[1],u={x:s,y:a,width:this.#p===null?0:l-s,height:i-a};f" +
  "or(let[m,p]of Object.entries(u))this.#m.setAttribute(m,String(p))}#f(){let t=null;this.#n." +
  "addEventListener(\"pointerdown\",n=>{t=this.#b(n),this.#n.setPointerCapture(n.pointerId),n.p" +
  "reventDefault()}),this.#n.addEventListener(\"pointermove\",n=>{if(t===null)return;let[e]=thi" +
  "s.#b(n);Math.abs(e-t[0])>=4&&this.#s([t[0],e].map(o=>W(this.#r,o)))}),this.#n.addEventList" +
  "ener(\"pointerup\",n=>{let e=this.#b(n),o=t!==null&&Math.abs(e[0]-t[0])<4;if(t=null,!o)retur" +
  "n;let s=this.#E(e);s!==null&&this.#o.onSelect(s)})}#b({clientX:t,clientY:n}){let e=this.#n" +
  ".getBoundingClientRect(),{width:o,height:s}=this.#n.viewBox.baseVal;return[(t-e.left)/e.wi" +
  "dth*o,(n-e.top)/e.height*s]}#E([t,n]){let[e,o]=[64,null];for(let s of this.#t.values.keys(" +
  ")){let l=this.#d(s),i=l===null?1/0:(l[0]-t)**2+(l[1]-n)**2;i<e&&([e,o]=[i,s])}return o}},w" +
  "=([[r,t],[n,e]],o)=>n+(o-r)/(t-r||1)*(e-n),W=([[r,t],[n,e]],o)=>Math.min(t,Math.max(r,r+(o" +
  "-n)/(e-n)*(t-r))),C=class{#e;constructor(t){let n=new Map(t.columns.map(o=>[o.name,o]));th" +
  "is.#e=[...document.querySelectorAll(\"figure[data-across]\")].flatMap(o=>{let{across:s=\"\",up" +
  ":l=\"\"}=o.dataset,[i,a]=[n.get(s),n.get(l)],u=o.querySelector(\"svg\");return u===null||i===v" +
  "oid 0||a===void 0?[]:[new T(o,u,[i,a],t)]});let e=document.getElementById(\"brush-help\");e!" +
  "==null&&(e.hidden=this.#e.length===0)}keeps(t){return this.#e.every(n=>n.keeps(t))}draw(t)" +
  "{for(let n of this.#e)n.draw(t)}};function d(r,t){let n=document.getElementById(r);if(!(n " +
  "instanceof t))throw new Error(`the page has no ${r}`);return n}var J=/^(.*?)\\s*(<=|>=|!=|=" +
  "|<|>)\\s*(.*)$/,z={\"<\":(r,t)=>r<t,\"<=\":(r,t)=>r<=t,\">\":(r,t)=>r>t,\">=\":(r,t)=>r>=t,\"=\":(r,t" +
  ")=>r===t,\"!=\":(r,t)=>r!==t};function X(r,t){let n=r.toLowerCase(),e=t.find(s=>s.name.toLow" +
  "erCase()===n);if(e!==void 0)return e;let o=t.filter(s=>{let l=s.name.toLowerCase();return " +
  "l.endsWith(`.${n}`)||l.startsWith(`${n}@`)});return o.length===1?o[0]??null:null}function " +
  "Z(r,t,n){if(t!==\"=\"&&t!==\"!=\")return null;let e=n.toLowerCase();return o=>String(r[o]??\"\")" +
  ".toLowerCase()===e==(t===\"=\")}function Q(r,t){let[,n=\"\",e=\"\",o=\"\"]=J.exec(r)??[];if(e===\"\"" +
  "){let u=r.toLowerCase(),m=t.filter(p=>p.shown);return p=>m.some(({values:b})=>String(b[p]?" +
  "?\"\").toLowerCase().includes(u))}let s=X(n,t);if(s===null)return`no column \"${n}\"`;if(o===\"" +
  "\")return`\"${r}\" compares with nothing`;let{values:l}=s,i=Number(o),a=z[e];return!Number.is" +
  "NaN(i)&&a!==void 0&&l.some(u=>typeof u==\"number\")?u=>{let m=l[u];return typeof m==\"number\"" +
  "&&a(m,i)}:Z(l,e,o)??`${s.name} is compared with a number`}function R(r,t){let n=t[0]?.valu" +
  "es.length??0,e=Array.from({length:n},(l,i)=>i),o=r.trim()===\"\"?[]:r.trim().split(/\\s+and\\s" +
  "+/i),s=[];for(let l of o){let i=Q(l,t);if(typeof i==\"string\")return{rows:null,problem:i};s" +
  ".push(i)}return{rows:e.filter(l=>s.every(i=>i(l))),problem:null}}var[N,v,Y]=[44,284,306],P" +
  "=300;function ee({ends:[r,t],words:n},e){let o=n===null||e===null?e:n.indexOf(String(e));i" +
  "f(typeof o!=\"number\")return Y;if(t===r)return v-(v-N)/2;let s=Number.isFinite(t-r)?1:4,l=(" +
  "o/s-r/s)/(t/s-r/s);return v-l*(v-N)}var O=(r,t)=>`M${r.map((n,e)=>`${n.x},${ee(n,t(e)).toF" +
  "ixed(1)}`).join(\"L\")}`;function H(r,t){let n=Math.ceil(r.length/t);return r.filter((e,o)=>" +
  "o%n===0)}var x=class{#e;#n;#t;#u;#r;constructor(t){let n=document.querySelector(\"figure[da" +
  "ta-axes]\");this.#e=JSON.parse(n?.dataset.axes??\"[]\");let e=new Map(t.map(o=>[o.name,o]));t" +
  "his.#n=this.#e.map(({column:o})=>e.get(o)),this.#t=n?.querySelector(\"svg\")??null,[this.#u," +
  "this.#r]=[this.#i(\"kept\"),this.#i(\"selected\")]}draw(t){if(this.#t===null)return;let n=H(t?" +
  "?[],P);this.#u?.replaceChildren(...n.map(s=>this.#o(s))),this.#t.classList.toggle(\"brushed" +
  "\",t!==null);let[e,o]=[n.length,t?.length??0].map(s=>s.toLocaleString(\"en-US\"));d(\"lines-ke" +
  "pt\",HTMLElement).textContent=e===o?\"\":`; ${e} of the ${o} that are left`}select(t){this.#r" +
  "?.replaceChildren(this.#o(t))}#i(t){let n=this.#t?.querySelector(\".axes\"),e=document.creat" +
  "eElementNS(this.#t?.namespaceURI??null,\"g\");return e.setAttribute(\"class\",`lines ${t}`),n?" +
  ".before(e),e}#o(t){let n=document.createElementNS(this.#t?.namespaceURI??null,\"path\");retu" +
  "rn n.setAttribute(\"d\",O(this.#e,e=>this.#n[e]?.values[t]??null)),n}};var[te,ne]=[300,214]," +
  "c={left:54,right:288,top:24,bottom:180};function f(r,t,n=\"\"){let{namespaceURI:e}=document." +
  "querySelector(\"svg\")??document.documentElement,o=document.createElementNS(e,r);for(let[s,l" +
  "]of Object.entries(t))o.setAttribute(s,String(l));return o.textContent=n,o}var $=r=>String" +
  "(Number(r.toPrecision(3)));function B(r,t,n){let e=d(\"selected\",HTMLElement);e.hidden=!1;l" +
  "et o=document.createElement(\"figcaption\"),[s,l]=[document.createElement(\"p\"),document.crea" +
  "teElement(\"p\")];s.className=\"caption\",s.textContent=r,l.className=\"finding\",o.append(s,l);" +
  "let[i,a,u,m]=n??[];if(i==null||a===null||a===void 0){l.textContent=`The page holds no path" +
  " of ${t} for it`,e.replaceChildren(o);return}let p=[...a,...u??[],...m??[]],[b,k]=[Math.mi" +
  "n(...p),Math.max(...p)],[g,L]=[i[0]??0,i.at(-1)??1],K=h=>c.left+(c.right-c.left)*(h-g)/(L-" +
  "g||1),S=h=>c.bottom-(c.bottom-c.top)*(h-b)/(k-b||1),M=h=>h.map((_,D)=>`${K(i[D]??0).toFixe" +
  "d(1)},${S(_).toFixed(1)}`),A=a.at(-1)??0;l.textContent=`${t} of the selected scenario ends" +
  " at ${$(A)}`;let E=f(\"svg\",{class:\"picture\",viewBox:`0 0 ${te} ${ne}`,role:\"img\",\"aria-lab" +
  "el\":`${t} of ${r} from turn ${g} to ${L}, at the end ${$(A)}.`});for(let h of new Set([b,k" +
  "]))E.append(f(\"path\",{class:\"gridline\",d:`M${c.left},${S(h)}H${c.right}`}),f(\"text\",{class" +
  ":\"tick end\",x:c.left-5,y:S(h),dy:\".32em\"},$(h)));u!=null&&m!==null&&m!==void 0&&E.append(f" +
  "(\"path\",{class:\"band\",d:`M${[...M(u),...M(m).toReversed()].join(\"L\")}Z`})),E.append(f(\"pat" +
  "h\",{class:\"median\",d:`M${M(a).join(\"L\")}`}),f(\"text\",{class:\"tick\",x:c.left,y:c.bottom+16}" +
  ",`turn ${g}`),f(\"text\",{class:\"tick end\",x:c.right,y:c.bottom+16},`turn ${L}`)),e.replaceC" +
  "hildren(o,E)}function U(r){let t=d(r,HTMLScriptElement).textContent??\"\",n=Uint8Array.from(" +
  "atob(t),o=>o.codePointAt(0)??0),e=new Blob([n]).stream().pipeThrough(new DecompressionStre" +
  "am(\"gzip\"));return new Response(e)}function F(r,t,n){let e=document.createElement(\"a\");e.h" +
  "ref=URL.createObjectURL(new Blob([...n],{type:t})),e.download=r,e.click(),URL.revokeObject" +
  "URL(e.href)}function oe(r,t){return typeof r==\"number\"&&typeof t==\"number\"?r-t:String(r)<S" +
  "tring(t)?-1:+(String(r)>String(t))}function q(r,{values:t},n){let e=n===\"ascending\"?1:-1;r" +
  "eturn r.toSorted((o,s)=>{let[l,i]=[t[o]??null,t[s]??null];return l===null||i===null?+(l===" +
  "null)-+(i===null):e*oe(l,i)})}var re=/^[=+\\-@\\t\\r]/;function j(r){if(r===null)return\"\";if(" +
  "typeof r==\"number\")return String(r);let t=re.test(r)?`'${r}`:r;return/[\",\\r\\n]/.test(t)?`\"" +
  "${t.replaceAll('\"','\"\"')}\"`:t}function G(r,t){return[r.map(({name:e})=>j(e)),...t.map(e=>r" +
  ".map(({values:o})=>j(o[e]??null)))].map(e=>`${e.join(\",\")}\\r\n`).join(\"\")}var y=50;function" +
  " se(r){return r===null?\"\":typeof r==\"number\"?String(Number(r.toPrecision(6))):r}var I=clas" +
  "s{#e;#n;#t;#u;#r;#i=d(\"scenarios\",HTMLTableElement);#o;#l=d(\"filter\",HTMLInputElement);#m=" +
  "d(\"filter-state\",HTMLOutputElement);#c=d(\"page-before\",HTMLButtonElement);#h=d(\"page-after" +
  "\",HTMLButtonElement);#p=d(\"page-state\",HTMLSpanElement);#d;#a=null;#s=0;constructor({colum" +
  "ns:t,paths:n}){this.#e=t,this.#n=n,this.#t=new C({columns:t,onChange:()=>this.#f(),onSelec" +
  "t:o=>this.#E(o)}),this.#u=new x(t),this.#r=t.filter(({shown:o})=>o);let[e]=this.#i.tBodies" +
  ";if(e===void 0)throw new Error(\"the table has no body\");this.#o=e,this.#d=(t[0]?.values??[" +
  "]).map((o,s)=>s)}start(){document.documentElement.classList.add(\"scripted\");let n=this.#e." +
  "find(({name:e})=>e.startsWith(\"params.\"))?.name.slice(7)??this.#r.at(-1)?.name??\"line\";d(\"" +
  "filter-help\",HTMLParagraphElement).textContent=`For example ${n} > 0.3, or status = gated " +
  "and line < 100, or a part of a name. A click on a heading sorts; arrow keys move between r" +
  "ows.`;for(let[e,o]of[...this.#i.querySelectorAll(\"thead th\")].entries())this.#g(o,e);this." +
  "#l.addEventListener(\"input\",()=>this.#f()),this.#l.form?.addEventListener(\"submit\",e=>e.pr" +
  "eventDefault()),d(\"save-csv\",HTMLButtonElement).addEventListener(\"click\",()=>this.#x()),th" +
  "is.#c.addEventListener(\"click\",()=>this.#y(this.#s-1)),this.#h.addEventListener(\"click\",()" +
  "=>this.#y(this.#s+1)),this.#o.addEventListener(\"keydown\",e=>this.#v(e)),this.#o.addEventLi" +
  "stener(\"click\",e=>this.#b(e.target)),this.#o.addEventListener(\"focusin\",e=>this.#b(e.targe" +
  "t));for(let e of document.querySelectorAll(\".controls\"))e.hidden=!1;this.#f()}#g(t,n){let " +
  "e=this.#r[n];if(e===void 0)return;let o=document.createElement(\"button\");o.type=\"button\",o" +
  ".textContent=e.name,t.replaceChildren(o),o.addEventListener(\"click\",()=>{let s=this.#a?.co" +
  "lumn===e&&this.#a.direction===\"ascending\";this.#a={column:e,direction:s?\"descending\":\"asce" +
  "nding\"};for(let l of this.#i.querySelectorAll(\"th\"))l.removeAttribute(\"aria-sort\");t.setAt" +
  "tribute(\"aria-sort\",this.#a.direction),this.#f()})}#f(){let{rows:t,problem:n}=R(this.#l.va" +
  "lue,this.#e);if(this.#l.setAttribute(\"aria-invalid\",String(n!==null)),t===null){this.#m.te" +
  "xtContent=n;return}let e=t.filter(a=>this.#t.keeps(a));this.#d=this.#a===null?e:q(e,this.#" +
  "a.column,this.#a.direction);let o=this.#e[0]?.values.length??0,[s,l]=[e.length,o].map(a=>a" +
  ".toLocaleString(\"en-US\"));this.#m.textContent=`${s??\"\"} of ${l??\"\"} rows`;let i=e.length==" +
  "=o?null:e;this.#t.draw(i),this.#u.draw(i),this.#y(0)}#b(t){let n=t instanceof Element?t.cl" +
  "osest(\"tr\"):null,e=this.#d[this.#s*y+(n?.sectionRowIndex??-1)];n!==null&&e!==void 0&&this." +
  "#E(e)}#E(t){if(this.#u.select(t),document.getElementById(\"selected\")===null)return;let[n,e" +
  "]=[\"scenario\",this.#e.find(o=>o.name.includes(\".q0.1\"))?.name].map(o=>this.#e.find(s=>s.na" +
  "me===o));B(String(n?.values[t]??\"\"),e?.name.replace(/\\.q0\\.1.*$/,\"\")??\"\",this.#n[t]??null)" +
  "}#y(t){let n=Math.max(1,Math.ceil(this.#d.length/y));this.#s=Math.min(Math.max(0,t),n-1);l" +
  "et e=this.#s*y,o=this.#d.slice(e,e+y);this.#o.replaceChildren(...o.map((s,l)=>this.#C(s,l=" +
  "==0))),this.#c.disabled=this.#s===0,this.#h.disabled=this.#s===n-1,this.#p.textContent=`pa" +
  "ge ${this.#s+1} of ${n}`}#C(t,n){let e=document.createElement(\"tr\");e.tabIndex=n?0:-1;for(" +
  "let{values:o}of this.#r){let s=o[t]??null,l=e.insertCell();l.textContent=se(s),typeof s==\"" +
  "number\"&&(l.className=\"number\")}return e}#w(t){let n=this.#o.rows;for(let o of n)o.tabInde" +
  "x=-1;let e=n[Math.min(Math.max(0,t),n.length-1)];e!==void 0&&(e.tabIndex=0,e.focus())}#v(t" +
  "){let{target:n}=t;if(!(n instanceof HTMLTableRowElement))return;let e=n.sectionRowIndex,o=" +
  "this.#o.rows.length-1,s={ArrowDown:e+1,ArrowUp:e-1,Home:0,End:o}[t.key];s!==void 0&&(t.pre" +
  "ventDefault(),s>o&&!this.#h.disabled?(this.#y(this.#s+1),this.#w(0)):s<0&&!this.#c.disable" +
  "d?(this.#y(this.#s-1),this.#w(y)):this.#w(s))}#x(){F(\"scenarios.csv\",\"text/csv\",[G(this.#e" +
  ",this.#d)])}};document.getElementById(\"scenarios\")!==null&&new I(await U(\"data\").json()).s" +
  "tart();";
