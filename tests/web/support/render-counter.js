// How many components React renders, on a page of the production build: by the hook that its developer
// tools use. `window.renders` counts commits and rendered components.
{
  const counted = { commits: 0, components: 0, names: {} };
  window.renders = counted;
  const performedWork = 1;
  // Function, class, forwardRef and memo components.
  const components = new Set([0, 1, 11, 14, 15]);

  const count = (fiber) => {
    if (!components.has(fiber.tag) || (fiber.flags & performedWork) === 0) return;
    counted.components += 1;
    const name =
      fiber.type?.displayName ?? fiber.type?.name ?? fiber.elementType?.type?.name ?? '?';
    counted.names[name] = (counted.names[name] ?? 0) + 1;
  };
  /** Where React has left a branch alone, its fibers are those of before. */
  const visit = (fiber) => {
    const before = fiber.alternate;
    if (
      before &&
      before.memoizedProps === fiber.memoizedProps &&
      before.memoizedState === fiber.memoizedState &&
      before.ref === fiber.ref &&
      before.child === fiber.child
    ) {
      return;
    }
    count(fiber);
    if (before?.child === fiber.child) return;
    for (let child = fiber.child; child; child = child.sibling) visit(child);
  };
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    renderers: new Map(),
    supportsFiber: true,
    checkDCE: () => undefined,
    inject: () => 1,
    onCommitFiberRoot: (_, { current }) => {
      counted.commits += 1;
      visit(current);
    },
    onCommitFiberUnmount: () => undefined,
    onPostCommitFiberRoot: () => undefined,
  };
}
