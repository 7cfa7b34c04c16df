/** The names of the Python functions behind filters, where Python's errors about arguments show another than the filter's. */
export const functionNames: ReadonlyMap<string, string> = new Map([
  ...(
    'attr batch capitalize center dictsort filesizeformat first float forceescape format groupby indent int items join ' +
    'last list lower map max min pprint reject rejectattr replace reverse round select selectattr slice sort striptags ' +
    'sum title tojson trim truncate upper urlencode urlize wordcount wordwrap xmlattr'
  )
    .split(' ')
    .map((name) => [name, `do_${name}`] as const),
  ['bool', 'to_bool'],
  ['default', 'ansible_default'],
  ['dict2items', 'dict_to_list_of_dict_key_value_elements'],
  ['hash', 'get_hash'],
  ['items2dict', 'list_of_dict_key_value_elements_to_dict'],
  ['log', 'logarithm'],
  ['password_hash', 'get_encrypted_password'],
  ['pow', 'power'],
  ['random', 'rand'],
  ['root', 'inversepower'],
  ['safe', 'do_mark_safe'],
  ['shuffle', 'randomize_list'],
  ['string', 'soft_str'],
  ['unvault', 'do_unvault'],
  ['urlsplit', 'split_url'],
  ['vault', 'do_vault'],
]);
