// After the first paint, as the interface does when the agenda is drawn.
requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("usable")));
