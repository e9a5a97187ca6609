// Sets the theme before the first paint. A file of its own, because the policy allows no inline script.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('causeway.theme');
  } catch {
    // Storage can be switched off.
  }
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
