# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_imctl_global_optspecs
    string join \n c/config= e/environment= o/output= v/verbose q/quiet color= no-input timeout= proxy= ca-file= concurrency= h/help V/version
end

function __fish_imctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_imctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_imctl_using_subcommand
    set -l cmd (__fish_imctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c imctl -n "__fish_imctl_needs_command" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_needs_command" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_needs_command" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_needs_command" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_needs_command" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_needs_command" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_needs_command" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_needs_command" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_needs_command" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_needs_command" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_needs_command" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_needs_command" -s V -l version -d 'Print version'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "config" -d 'Show, check or find the configuration'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "encryption" -d 'Set up or show the encryption of the tokens: certificate, seed, vault'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "link" -d 'Exchange credentials for tokens, encrypt and store them'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "status" -d 'Show what is linked: who, since when, until when'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "unlink" -d 'Forget the tokens, and revoke them at iManage'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "resolve" -d 'Find the workspace of a matter as Operate does: resolver config + work item -> workspace'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "ls-workspace" -d 'Show the contents of a workspace as a tree, or the workspaces of a library'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "check-prereqs" -d 'Check every prerequisite of the integration: configuration, network, sign-in, iManage, areas, resolvers'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "demo" -d 'Run the whole set-up against a practice server, step by step'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "man" -d 'Print a man page'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "sandbox" -d 'Serve an iManage-like API on this computer: practice, tests of scripts, offline demos'
complete -c imctl -n "__fish_imctl_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -f -a "show" -d 'Show the effective values, and where each came from; of secrets only where they are kept'
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -f -a "check" -d 'Check the file without any network: mistakes, and what is allowed but probably not meant'
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -f -a "path" -d 'Show where the file is, where it was looked for, and where data is kept'
complete -c imctl -n "__fish_imctl_using_subcommand config; and not __fish_seen_subcommand_from show check path help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the effective values, and where each came from; of secrets only where they are kept'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check the file without any network: mistakes, and what is allowed but probably not meant'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "path" -d 'Show where the file is, where it was looked for, and where data is kept'
complete -c imctl -n "__fish_imctl_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -f -a "init" -d 'Make or take certificate and seed, and make the vault; never overwrites one'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -f -a "rotate" -d 'Seal everything anew under another seed, another certificate, or both'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -f -a "status" -d 'Show whether encryption is set up, with what, what is sealed, and whether it opens'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and not __fish_seen_subcommand_from init rotate status help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l certificate -d 'Certificate to use (PEM or DER; RSA of 2048 bits or more, or P-256)' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l private-key -d 'Private key of that certificate (PEM or DER: PKCS#8, also under a password, PKCS#1 or SEC1; readable by you alone)' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l pkcs12 -d 'PKCS#12 file with certificate and private key (readable by you alone)' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l password-file -d 'File that holds the password of the private key or PKCS#12 file, `-` for standard input [default: it is asked for]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l password-variable -d 'Environment variable that holds that password' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l seed-file -d 'File that holds the seed, `-` for standard input [default: where `[encryption]` says, else it is asked for]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l seed-out -d 'New file for the seed that is made, readable by you alone' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l generate-seed -d 'Make a seed; it is shown once on the terminal, or written to `--seed-out`'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l seed-file -d 'File that holds the new seed, `-` for standard input' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l seed-out -d 'New file for the seed that is made, readable by you alone' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l old-seed-file -d 'File that holds the present seed, `-` for standard input [default: where `[encryption]` says]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l certificate -d 'Certificate to use (PEM or DER; RSA of 2048 bits or more, or P-256)' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l private-key -d 'Private key of that certificate (PEM or DER: PKCS#8, also under a password, PKCS#1 or SEC1; readable by you alone)' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l pkcs12 -d 'PKCS#12 file with certificate and private key (readable by you alone)' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l password-file -d 'File that holds the password of the private key or PKCS#12 file, `-` for standard input [default: it is asked for]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l password-variable -d 'Environment variable that holds that password' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l ask-seed -d 'Ask for the new seed at the terminal, twice [default, unless an option brings seed or certificate]'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l generate-seed -d 'Make a seed; it is shown once on the terminal, or written to `--seed-out`'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l store-seed -d 'Put the new seed where `[encryption]` says that it is kept: its file or the keyring [default: you change it there]'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l make-certificate -d 'Make a new private key and certificate'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l finish -d 'Only bring a rotation that was cut off to its end'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from help" -f -a "init" -d 'Make or take certificate and seed, and make the vault; never overwrites one'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Seal everything anew under another seed, another certificate, or both'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show whether encryption is set up, with what, what is sealed, and whether it opens'
complete -c imctl -n "__fish_imctl_using_subcommand encryption; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imctl -n "__fish_imctl_using_subcommand link" -l wait -d 'With grant `authorization_code`: seconds to wait for the sign-in [default: 300]' -r
complete -c imctl -n "__fish_imctl_using_subcommand link" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand link" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand link" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand link" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand link" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand link" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand link" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand link" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand link" -l dry-run -d 'Exchange the credentials, but store nothing'
complete -c imctl -n "__fish_imctl_using_subcommand link" -l no-browser -d 'With grant `authorization_code`: open no browser, only show the address to sign in at'
complete -c imctl -n "__fish_imctl_using_subcommand link" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand link" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand link" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand link" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand status" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand status" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand status" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand status" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand status" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand status" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand status" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand status" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand status" -l check -d 'Renew the tokens now and ask the server who they are for; otherwise nothing leaves this machine'
complete -c imctl -n "__fish_imctl_using_subcommand status" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand status" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand status" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -l local -d 'Forget the tokens here only; do not revoke them at iManage'
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand unlink" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s r -l repository -d 'Use the resolver config of this repository of the configuration' -r
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s t -l work-type -d 'Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor\'s, before the repository\'s own' -r
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s w -l work-item -d 'Work item as a JSON object; `-` reads standard input' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s s -l set -d 'A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)' -r
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s m -l mode -d 'How CONFIG is meant [default: by its form, and told]' -r -f -a "default\t'By title'
search\t'By `tag=template` pairs, all of which must hold'"
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s l -l library -d 'Library to search [default: the repository\'s, else the preferred one]' -r
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l fail-on -d 'Outcomes that make the run fail; the list takes the default\'s place' -r -f -a "one\t'Exactly one workspace is equal'
many\t'Several workspaces are equal'
loose\t'There are hits, but none is equal'
none\t'Nothing is visible to this account'
unresolved\t'A composer path gave no value'
denied\t'Access is denied'
error\t'It could not be asked'"
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s f -l from -d 'Resolve each row of FILE (CSV, NDJSON, JSON list); `-` reads standard input. Columns or keys are composer paths; `id`, `repository` and `work_type` are the row\'s own' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l from-format -d 'How the rows are written [default: by the end of the file\'s name, else by its first character]' -r -f -a "csv\t'Cells below a header of composer paths, separated by commas, semicolons, tabs or bars'
ndjson\t'One JSON object a line'
json\t'A JSON list of objects'"
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l strategy -d 'How rows are answered' -r -f -a "auto\t'By what costs less'
search\t'Ask each different query'
scan\t'Read the library\'s list of workspaces once, or each client\'s, and ask only what that leaves open'"
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l resume -d 'Write rows to OUT (ndjson) and go on after the last one it has, if it has any' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l only-outcome -d 'Write only rows of these outcomes, in the shape of the input, with the columns `outcome` and `reason`' -r -f -a "one\t'Exactly one workspace is equal'
many\t'Several workspaces are equal'
loose\t'There are hits, but none is equal'
none\t'Nothing is visible to this account'
unresolved\t'A composer path gave no value'
denied\t'Access is denied'
error\t'It could not be asked'"
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l explain-budget -d 'Requests that near misses may take in all, with `--explain`' -r
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l save -d 'Write the answer to FILE as well, to compare a later run with (ndjson)' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l compare -d 'Compare with an earlier run that `--save` or `-o ndjson` wrote; exit 1 where something got worse' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s x -l explain -d 'Tell the whole way: templates, values, query, each candidate with why it was or was not taken, and near misses'
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l excel-safe -d 'Put an apostrophe before cells that a spreadsheet would take for formulas'
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s a -l area -d 'The workspace and folder of an area, such as `inbound-email`' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s r -l repository -d 'Use the resolver config of this repository of the configuration' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s t -l work-type -d 'Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor\'s, before the repository\'s own' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s w -l work-item -d 'Work item as a JSON object; `-` reads standard input' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s s -l set -d 'A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s l -l library -d 'Library to search [default: the repository\'s, else the preferred one]' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s d -l depth -d 'Levels to show [default: 1]' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s p -l path -d 'Begin at this folder, such as `Documents/Drafts`; a `/` inside a name is written `\\/`' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l sort -d 'What the items of a folder are ordered by' -r -f -a "name\t'Name, without regard to case'
date\t'Date of the last edit, newest first'
size\t'Size, largest first'"
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l max-items -d 'Show this many items at most' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l name -d 'Only workspaces with these words in their title' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l custom1 -d 'Only workspaces with this custom1: by convention the client' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l custom2 -d 'Only workspaces with this custom2: by convention the matter' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l with -d 'Only workspaces with this value of another search field, such as `subclass=MATTER` (repeatable)' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s R -l recursive -d 'Show all levels'
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l folders-only -d 'Leave documents out'
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand ls-workspace" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l only -d 'Check only these: ids, groups or beginnings of ids, such as `network` or `areas.scanning`; what they need is asked as well' -r
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l skip -d 'Leave these out: ids, groups or beginnings of ids' -r
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l wait -d 'Ask again for so many seconds until all is good; stop at once where an answer is bad for good' -r
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l report -d 'Write the report to a file as well, in the form json, junit, tap, markdown, html or human; repeat for more' -r
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l compare -d 'Tell what changed since an earlier report in JSON; what is worse than it was makes exit 1' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l list -d 'List the checks, with their ids, and check nothing'
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l strict -d 'Let warnings count: exit 11 where there is nothing worse'
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l offline -d 'Ask nothing of the network; what needs it is skipped'
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l anonymize -d 'Put placeholders in the place of all names, to show the report outside the firm'
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand check-prereqs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand demo" -l keep -d 'Keep what the demo writes in this folder, which must be new or empty' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand demo" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand demo" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand demo" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand demo" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand demo" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand demo" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand demo" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand demo" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand demo" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand demo" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand demo" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand completions" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand completions" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand completions" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand completions" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand completions" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand completions" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand completions" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand completions" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand completions" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand completions" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand completions" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand man" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand man" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand man" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand man" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand man" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand man" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand man" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand man" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand man" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand man" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand man" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l port -d 'Port on 127.0.0.1 [default: a free one]' -r
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l data -d 'Serve the firm of this JSON file in place of the sample firm' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l client-id -d 'Client id that the server knows' -r
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l secret-out -d 'Write the client secret to this new file, readable by you alone, and do not print it' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l token-life -d 'Seconds an access token lives without being used' -r
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l refresh-tokens -d 'Whether refresh tokens are given' -r -f -a "on\t''
off\t''"
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l refresh-life -d 'Seconds a refresh token lives, used or not [default: 365 days]' -r
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l lists -d 'Shape of lists: `data` as an array, as an object with `results`, or as documented for each endpoint' -r -f -a "array\t''
results\t''
documented\t''"
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l empty -d 'Answer of a search without a match: 200 and an empty list, or 404 NRC_NO_RECORD' -r -f -a "ok\t''
not-found\t''"
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l latency -d 'Milliseconds to wait before each answer' -r
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l grants -d 'Grants allowed to the application, separated by commas [default: all]' -r -f -a "client_credentials\t''
refresh_token\t''
password\t''
authorization_code\t''"
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l fault -d 'Let something go wrong; repeat for more' -r -f -a "invalid-client\t''
application-disabled\t''
grant-not-allowed\t''
user-not-allowed\t''
customer-not-registered\t''
html-sign-in\t''
server-error\t''
unavailable-once\t''
slow\t''
truncated\t''
huge\t''
deep-json\t''
wrong-content-type\t''
redirect\t''
unauthorized-once\t''
unauthorized-every-third\t''
unauthorized-always\t''
token-dies\t''
unavailable-every-tenth\t''
unavailable-always\t''
rate-limited\t''
rate-limited-once\t''
page-repeats\t''
total-lies\t''
no-totals\t''
list-refused\t''"
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l fault-place -d 'Where faults of whole answers (html-sign-in, server-error, slow, redirect …) apply' -r -f -a "token\t''
api\t''
all\t''"
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l rate-limit -d 'Allow this many API calls in ten seconds, and tell what is left in `x-ratelimit-…` headers' -r
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -s c -l config -d 'Configuration file [default: ./imctl.toml, then the user\'s configuration folder; env: IMCTL_CONFIG]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -s e -l environment -d 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -s o -l output -d 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]' -r -f -a "human\t'For people: aligned, coloured on a terminal'
plain\t'For shell scripts: one thing a line, never cut'
json\t'One JSON document'
ndjson\t'One JSON document a line'
csv\t'Comma-separated values with a header'
junit\t'JUnit XML, for CI systems (`check-prereqs`)'
tap\t'Test Anything Protocol (`check-prereqs`)'
markdown\t'Markdown, for issues and wikis (`check-prereqs`)'"
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l color -d 'When to use colour [default: auto]' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Always'
never\t'Never'"
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l timeout -d 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]' -r
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l proxy -d 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l ca-file -d 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]' -r -F
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l concurrency -d 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]' -r
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l rotate-refresh-tokens -d 'Give a new refresh token on each use; the old one dies at once'
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l exact-redirects -d 'Send browsers back to registered redirect URIs only, compared to the letter'
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -s v -l verbose -d 'Tell more on stderr; repeat for more still'
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -l no-input -d 'Never ask; fail where a prompt would be needed'
complete -c imctl -n "__fish_imctl_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "config" -d 'Show, check or find the configuration'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "encryption" -d 'Set up or show the encryption of the tokens: certificate, seed, vault'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "link" -d 'Exchange credentials for tokens, encrypt and store them'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "status" -d 'Show what is linked: who, since when, until when'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "unlink" -d 'Forget the tokens, and revoke them at iManage'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "resolve" -d 'Find the workspace of a matter as Operate does: resolver config + work item -> workspace'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "ls-workspace" -d 'Show the contents of a workspace as a tree, or the workspaces of a library'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "check-prereqs" -d 'Check every prerequisite of the integration: configuration, network, sign-in, iManage, areas, resolvers'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "demo" -d 'Run the whole set-up against a practice server, step by step'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "man" -d 'Print a man page'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "sandbox" -d 'Serve an iManage-like API on this computer: practice, tests of scripts, offline demos'
complete -c imctl -n "__fish_imctl_using_subcommand help; and not __fish_seen_subcommand_from config encryption link status unlink resolve ls-workspace check-prereqs demo completions man sandbox help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c imctl -n "__fish_imctl_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Show the effective values, and where each came from; of secrets only where they are kept'
complete -c imctl -n "__fish_imctl_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Check the file without any network: mistakes, and what is allowed but probably not meant'
complete -c imctl -n "__fish_imctl_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "path" -d 'Show where the file is, where it was looked for, and where data is kept'
complete -c imctl -n "__fish_imctl_using_subcommand help; and __fish_seen_subcommand_from encryption" -f -a "init" -d 'Make or take certificate and seed, and make the vault; never overwrites one'
complete -c imctl -n "__fish_imctl_using_subcommand help; and __fish_seen_subcommand_from encryption" -f -a "rotate" -d 'Seal everything anew under another seed, another certificate, or both'
complete -c imctl -n "__fish_imctl_using_subcommand help; and __fish_seen_subcommand_from encryption" -f -a "status" -d 'Show whether encryption is set up, with what, what is sealed, and whether it opens'
