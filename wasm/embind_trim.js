// What of embind's JavaScript this module doesn't use.
//
// libembind registers every type that it knows, used or not: wide strings, memory views, 64-bit
// integers, emscripten::val. The boundary has numbers and std::string only, so these registrations do
// nothing here, and what they would need isn't linked. The objects of the one class are made, called
// and deleted; they are never cloned, compared, inherited from or deleted later.
mergeInto(LibraryManager.library, {
  _embind_register_bigint: function () {},
  _embind_register_bigint__deps: [],
  _embind_register_emval: function () {},
  _embind_register_emval__deps: [],
  _embind_register_memory_view: function () {},
  _embind_register_memory_view__deps: [],
  _embind_register_std_wstring: function () {},
  _embind_register_std_wstring__deps: [],

  $ClassHandle_clone: function () {},
  $ClassHandle_clone__deps: [],
  $ClassHandle_deleteLater: function () {},
  $ClassHandle_deleteLater__deps: [],
  $ClassHandle_isAliasOf: function () {},
  $ClassHandle_isAliasOf__deps: [],
  $downcastPointer: function () {
    return null;
  },
  $downcastPointer__deps: [],
  $init_embind: function () {},
  $init_embind__deps: [],
  $init_embind__postset: '',
});
