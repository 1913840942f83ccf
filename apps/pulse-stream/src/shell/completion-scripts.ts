import type { COMMAND_WORDS } from '../flags/command-help.ts';

type Shell = (typeof COMMAND_WORDS.completion)[number];

/** The readline of bash takes words apart at = and :, and replaces only what follows. */
const BASH = `# bash completion of pulse-stream: source <(pulse-stream completion bash)
_pulse_stream() {
  local words=() word= last= at line value
  for ((at = 1; at <= COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if ((at > 1)) && [[ $word == [=:] || $last == *[=:] ]]; then
      last+=$word
      words[\${#words[@]}-1]=$last
    else
      last=$word
      words+=("$word")
    fi
  done
  # a name after > or < is no matter of the command
  ((COMP_CWORD > 1)) && [[ \${COMP_WORDS[COMP_CWORD-1]} == *[\\<\\>] ]] && return
  for at in "\${!words[@]}"; do
    value=\${words[at]#[\\"\\']}
    words[at]=\${value%[\\"\\']}
  done
  [[ $word == [=:] ]] && word=
  word=\${word#[\\"\\']}
  local before=\${words[\${#words[@]}-1]}
  before=\${before%"$word"}
  COMPREPLY=()
  compopt +o default 2>/dev/null
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    case $line in
      :files | :folders)
        compopt -o default 2>/dev/null
        ((\${#COMPREPLY[@]} == 0)) && continue
        local action=-f
        [[ $line == :folders ]] && action=-d
        while IFS= read -r value; do
          # it quotes what is no file as well: the = of a dataset
          compopt -o filenames 2>/dev/null
          COMPREPLY+=("$value")
        done < <(compgen "$action" -- "$word")
        ;;
      *=$'\\t'*) compopt -o nospace 2>/dev/null; COMPREPLY+=("\${value#"$before"}") ;;
      *) COMPREPLY+=("\${value#"$before"}") ;;
    esac
  done < <(pulse-stream complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _pulse_stream pulse-stream
`;

const ZSH = `#compdef pulse-stream
# zsh completion of pulse-stream: source <(pulse-stream completion zsh), after compinit;
# or as a file _pulse-stream in a folder of $fpath
_pulse-stream() {
  local line paths=
  local -a whole open
  for line in "\${(@f)$(pulse-stream complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}"; do
    case $line in
      :*) paths=\${line#:} ;;
      *=$'\\t'*) open+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
      ?*) whole+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  local found=1
  (( $#whole )) && _describe -t words word whole && found=0
  (( $#open )) && _describe -t words word open -S '' && found=0
  if [[ -n $paths ]]; then
    compset -P '*='
    if [[ $paths == folders ]]; then _files -/ && found=0; else _files && found=0; fi
  fi
  return found
}
if [[ $funcstack[1] == _pulse-stream ]]; then _pulse-stream "$@"; else compdef _pulse-stream pulse-stream; fi
`;

const FISH = `# fish completion of pulse-stream: pulse-stream completion fish | source
function __pulse_stream_complete
    set -l typed (commandline -ct)
    set -l words (commandline -opc) $typed
    test (count $typed) -eq 0; and set -a words ''
    for line in (pulse-stream complete -- $words[2..-1] 2>/dev/null)
        switch $line
            case ':*'
                set -l before (string match -r '^.*=' -- $typed; or echo)
                set -l path (string replace -r '^.*=' '' -- $typed)
                for found in (__pulse_stream_paths $line "$path")
                    echo -- $before$found
                end
            case '*'
                echo -- $line
        end
    end
end
function __pulse_stream_paths -a kind path
    if test $kind = :folders
        __fish_complete_directories "$path" ''
    else
        __fish_complete_path "$path"
    end
end
complete -c pulse-stream -f -a '(__pulse_stream_complete)'
`;

/** What a shell reads once, to ask the command from then on: the flags are known in one place. */
export const COMPLETION_SCRIPTS = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
} satisfies Record<Shell, string>;
