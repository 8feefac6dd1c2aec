'use strict';
// One tree serves three pictures: every node has its cost on both sides, a (control) and b (candidate).
const graphs = JSON.parse(document.getElementById('data').textContent);
const views = {
  difference: { value: n => (n.a + n.b) / 2, legend: 'Width: the mean of both sides. Red: the candidate costs more there, blue: less; the stronger, the more of the whole.' },
  control: { value: n => n.a, legend: 'What a request costs the control.' },
  candidate: { value: n => n.b, legend: 'What a request costs the candidate.' },
};
let graph = graphs[0];
let view = 'difference';

const number = x => x === 0 ? '0' : Math.abs(x) >= 100 ? x.toFixed(0) : x.toPrecision(3);
const change = n => n.a === 0 ? 'new' : n.b === 0 ? 'gone' : (n.b >= n.a ? '+' : '') + ((n.b / n.a - 1) * 100).toFixed(1) + ' %';
const describe = n => `${n.name}\ncontrol ${number(n.a)}, candidate ${number(n.b)} ${graph.unit} (${change(n)})`;

function shape(node) {
  const children = (node.children || []).map(shape).filter(child => child.value > 0);
  return { name: node.name, a: node.a, b: node.b, value: views[view].value(node), children };
}

function colour(node, usual) {
  if (node.highlight) return '#e6007e';
  if (view !== 'difference') return usual;
  // The tenth part of the whole is as strong as colour gets.
  const strength = Math.min(1, Math.abs(node.data.b - node.data.a) / (0.1 * Math.max(graph.tree.a, graph.tree.b)));
  const pale = Math.round(235 - 165 * Math.sqrt(strength));
  return node.data.b >= node.data.a ? `rgb(235,${pale},${pale})` : `rgb(${pale},${pale},235)`;
}

let chart;
function draw() {
  const element = document.getElementById('chart');
  element.textContent = '';
  chart = flamegraph.default().width(element.clientWidth).cellHeight(18).transitionDuration(0).minFrameSize(1).inverted(true).sort(true)
    .setColorMapper(colour).setLabelHandler(node => describe(node.data)).onHover(node => show(describe(node.data)));
  chart.setDetailsElement(null);
  d3.select(element).datum(shape(graph.tree)).call(chart);
  find();
  show(describe(graph.tree));
  document.getElementById('legend').textContent = views[view].legend;
  for (const button of document.querySelectorAll('nav button[data-choice]')) button.setAttribute('aria-pressed', button.dataset.choice === view || button.dataset.choice === graph.name);
}

const show = text => { document.getElementById('details').textContent = text; };

function find() {
  const text = document.getElementById('search').value.trim();
  if (text) chart.search(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  else chart.clear();
}

function choice(parent, name, choose) {
  const button = document.createElement('button');
  button.textContent = name;
  button.dataset.choice = name;
  button.onclick = () => { choose(); draw(); };
  document.getElementById(parent).append(button, ' ');
}

for (const g of graphs) choice('graphs', g.name, () => { graph = g; });
for (const v of Object.keys(views)) choice('views', v, () => { view = v; });
document.getElementById('search').oninput = find;
document.getElementById('reset').onclick = () => chart.resetZoom();
window.onresize = draw;
draw();
