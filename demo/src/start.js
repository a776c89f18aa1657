// Runs while the page is being read, so that its first picture is already the right one: one phone
// (?as=staff, ?as=customer), or both side by side. What makes it work is loaded after.
{
  const as = new URLSearchParams(location.search).get('as');
  const shown = as === 'staff' || as === 'customer' ? 'phone' : 'stage';
  const root = document.documentElement;
  root.dataset.page = shown;
  if (shown === 'phone') root.dataset.role = as;
  document.body.append(document.getElementById(`${shown}-template`).content.cloneNode(true));

  const script = document.createElement('script');
  script.type = 'module';
  script.src = shown === 'phone' ? 'src/phone-page.js' : 'src/stage-page.js';
  document.body.append(script);
}
