import './styles/page.css';
import './styles/controls.css';
import './styles/list.css';
import './styles/card.css';
import './styles/timeline.css';
import { App } from './app';

const root = document.getElementById('app');
if (root) void new App(root).begin();
