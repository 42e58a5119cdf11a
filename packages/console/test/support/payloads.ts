const mark = "window.attacked=1";

/** Texts that run as scripts, or deceive, where a page does not treat them as text. */
export const payloads: readonly string[] = [
  `<script>${mark}</script>`,
  `<img src=x onerror=${mark}>`,
  `<svg onload=${mark}>`,
  `"><script>${mark}</script>`,
  `'><img src=x onerror='${mark}'>`,
  `javascript:${mark}`,
  `<a href="javascript:${mark}">link</a>`,
  `<iframe srcdoc="<script>parent.attacked=1</script>"></iframe>`,
  `<details open ontoggle=${mark}>`,
  `<input autofocus onfocus=${mark}>`,
  `<style>@import "data:text/css,body{display:none}"</style>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=${mark}>`,
  `</title></textarea></noscript><script>${mark}</script>`,
  `\${${mark}}`,
  `{{constructor.constructor('${mark}')()}}`,
  `" onmouseover="${mark}" x="`,
  `<template><script>${mark}</script></template>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<object data="data:text/html,<script>parent.attacked=1</script>"></object>`,
  `__proto__[attacked]=1`,
];
