import type { ErrorCode } from 'yaml';

/** What each complaint of the YAML parser means, in words of our own. */
const MEANINGS: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias cannot have a tag or an anchor',
  BAD_ALIAS: 'this alias has no name that can be used',
  BAD_COLLECTION_TYPE: 'this tag does not fit a list or a map',
  BAD_DIRECTIVE: 'this directive is not known',
  BAD_DQ_ESCAPE: 'this escape is not known in double quotes (use single quotes, or \\\\)',
  BAD_INDENT: 'the indentation does not fit, or a bracket is not closed',
  BAD_PROP_ORDER: 'an anchor and a tag come before the value and on its line',
  BAD_SCALAR_START: 'a value cannot start with this character: put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ":" on one line: indent the inner map, or quote the text',
  BLOCK_IN_FLOW: 'inside brackets only bracketed lists and maps can stand',
  DUPLICATE_KEY: 'this key is given twice', // not asked of the parser, which does not name it
  IMPOSSIBLE: 'this is not YAML',
  KEY_OVER_1024_CHARS: 'this key is longer than 1024 characters',
  MISSING_CHAR: 'a closing quote or bracket, a comma or a space is missing',
  MULTILINE_IMPLICIT_KEY: 'a key with its ":" stands on one line',
  MULTIPLE_ANCHORS: 'a value has at most one anchor',
  MULTIPLE_DOCS: 'a second document begins here: a model is one document',
  MULTIPLE_TAGS: 'a value has at most one tag',
  NON_STRING_KEY: 'a key is text',
  RESOURCE_EXHAUSTION: 'nested too deep',
  TAB_AS_INDENT: 'a tab cannot indent: use spaces',
  TAG_RESOLVE_FAILED: 'tags are not allowed here',
  UNEXPECTED_TOKEN: 'this does not belong here: check the indentation and brackets',
};

/** Says what a YAML syntax error means. */
export function explainYamlFault(code: ErrorCode): string {
  return MEANINGS[code];
}
