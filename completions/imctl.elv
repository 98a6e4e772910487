
use builtin;
use str;

set edit:completion:arg-completer[imctl] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'imctl'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'imctl'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand config 'Show, check or find the configuration'
            cand encryption 'Set up or show the encryption of the tokens: certificate, seed, vault'
            cand link 'Exchange credentials for tokens, encrypt and store them'
            cand status 'Show what is linked: who, since when, until when'
            cand unlink 'Forget the tokens, and revoke them at iManage'
            cand resolve 'Find the workspace of a matter as Operate does: resolver config + work item -> workspace'
            cand ls-workspace 'Show the contents of a workspace as a tree, or the workspaces of a library'
            cand demo 'Run the whole set-up against a practice server, step by step'
            cand completions 'Print the completion script of a shell'
            cand man 'Print a man page'
            cand sandbox 'Serve an iManage-like API on this computer: practice, tests of scripts, offline demos'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imctl;config'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Show the effective values, and where each came from; of secrets only where they are kept'
            cand check 'Check the file without any network: mistakes, and what is allowed but probably not meant'
            cand path 'Show where the file is, where it was looked for, and where data is kept'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imctl;config;show'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;config;check'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;config;path'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;config;help'= {
            cand show 'Show the effective values, and where each came from; of secrets only where they are kept'
            cand check 'Check the file without any network: mistakes, and what is allowed but probably not meant'
            cand path 'Show where the file is, where it was looked for, and where data is kept'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imctl;config;help;show'= {
        }
        &'imctl;config;help;check'= {
        }
        &'imctl;config;help;path'= {
        }
        &'imctl;config;help;help'= {
        }
        &'imctl;encryption'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand init 'Make or take certificate and seed, and make the vault; never overwrites one'
            cand status 'Show whether encryption is set up, with what, what is sealed, and whether it opens'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imctl;encryption;init'= {
            cand --certificate 'Certificate to use (PEM or DER; RSA of 2048 bits or more, or P-256) [default: one is made]'
            cand --private-key 'Private key of that certificate (PEM; readable by you alone)'
            cand --pkcs12 'PKCS#12 file with certificate and private key; its password is asked for'
            cand --seed-file 'File that holds the seed, `-` for standard input [default: where `[encryption]` says, else it is asked for]'
            cand --seed-out 'New file for the seed that is made, readable by you alone'
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand --generate-seed 'Make a seed; it is shown once on the terminal, or written to `--seed-out`'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;encryption;status'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;encryption;help'= {
            cand init 'Make or take certificate and seed, and make the vault; never overwrites one'
            cand status 'Show whether encryption is set up, with what, what is sealed, and whether it opens'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imctl;encryption;help;init'= {
        }
        &'imctl;encryption;help;status'= {
        }
        &'imctl;encryption;help;help'= {
        }
        &'imctl;link'= {
            cand --wait 'With grant `authorization_code`: seconds to wait for the sign-in [default: 300]'
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand --dry-run 'Exchange the credentials, but store nothing'
            cand --no-browser 'With grant `authorization_code`: open no browser, only show the address to sign in at'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;status'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand --check 'Renew the tokens now and ask the server who they are for; otherwise nothing leaves this machine'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;unlink'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand --local 'Forget the tokens here only; do not revoke them at iManage'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;resolve'= {
            cand -r 'Use the resolver config of this repository of the configuration'
            cand --repository 'Use the resolver config of this repository of the configuration'
            cand -t 'Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor''s, before the repository''s own'
            cand --work-type 'Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor''s, before the repository''s own'
            cand -w 'Work item as a JSON object; `-` reads standard input'
            cand --work-item 'Work item as a JSON object; `-` reads standard input'
            cand -s 'A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)'
            cand --set 'A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)'
            cand -m 'How CONFIG is meant [default: by its form, and told]'
            cand --mode 'How CONFIG is meant [default: by its form, and told]'
            cand -l 'Library to search [default: the repository''s, else the preferred one]'
            cand --library 'Library to search [default: the repository''s, else the preferred one]'
            cand --fail-on 'Outcomes that make the run fail; the list takes the default''s place'
            cand --save 'Write the answer to FILE as well, to compare a later run with (ndjson)'
            cand --compare 'Compare with an earlier run that `--save` or `-o ndjson` wrote; exit 1 where something got worse'
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -x 'Tell the whole way: templates, values, query, each candidate with why it was or was not taken, and near misses'
            cand --explain 'Tell the whole way: templates, values, query, each candidate with why it was or was not taken, and near misses'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;ls-workspace'= {
            cand -a 'The workspace and folder of an area, such as `inbound-email`'
            cand --area 'The workspace and folder of an area, such as `inbound-email`'
            cand -r 'Use the resolver config of this repository of the configuration'
            cand --repository 'Use the resolver config of this repository of the configuration'
            cand -t 'Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor''s, before the repository''s own'
            cand --work-type 'Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor''s, before the repository''s own'
            cand -w 'Work item as a JSON object; `-` reads standard input'
            cand --work-item 'Work item as a JSON object; `-` reads standard input'
            cand -s 'A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)'
            cand --set 'A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)'
            cand -l 'Library to search [default: the repository''s, else the preferred one]'
            cand --library 'Library to search [default: the repository''s, else the preferred one]'
            cand -d 'Levels to show [default: 1]'
            cand --depth 'Levels to show [default: 1]'
            cand -p 'Begin at this folder, such as `Documents/Drafts`; a `/` inside a name is written `\/`'
            cand --path 'Begin at this folder, such as `Documents/Drafts`; a `/` inside a name is written `\/`'
            cand --sort 'What the items of a folder are ordered by'
            cand --max-items 'Show this many items at most'
            cand --name 'Only workspaces with these words in their title'
            cand --custom1 'Only workspaces with this custom1: by convention the client'
            cand --custom2 'Only workspaces with this custom2: by convention the matter'
            cand --with 'Only workspaces with this value of another search field, such as `subclass=MATTER` (repeatable)'
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -R 'Show all levels'
            cand --recursive 'Show all levels'
            cand --folders-only 'Leave documents out'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;demo'= {
            cand --keep 'Keep what the demo writes in this folder, which must be new or empty'
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;completions'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;man'= {
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;sandbox'= {
            cand --port 'Port on 127.0.0.1 [default: a free one]'
            cand --data 'Serve the firm of this JSON file in place of the sample firm'
            cand --client-id 'Client id that the server knows'
            cand --secret-out 'Write the client secret to this new file, readable by you alone, and do not print it'
            cand --token-life 'Seconds an access token lives without being used'
            cand --refresh-tokens 'Whether refresh tokens are given'
            cand --refresh-life 'Seconds a refresh token lives, used or not [default: 365 days]'
            cand --lists 'Shape of lists: `data` as an array, as an object with `results`, or as documented for each endpoint'
            cand --empty 'Answer of a search without a match: 200 and an empty list, or 404 NRC_NO_RECORD'
            cand --latency 'Milliseconds to wait before each answer'
            cand --grants 'Grants allowed to the application, separated by commas [default: all]'
            cand --fault 'Let something go wrong; repeat for more'
            cand --fault-place 'Where faults of whole answers (html-sign-in, server-error, slow, redirect …) apply'
            cand --rate-limit 'Allow this many API calls in ten seconds, and tell what is left in `x-ratelimit-…` headers'
            cand -c 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand --config 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]'
            cand -e 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand --environment 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]'
            cand -o 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --output 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]'
            cand --color 'When to use colour [default: auto]'
            cand --timeout 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]'
            cand --proxy 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]'
            cand --ca-file 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]'
            cand --concurrency 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]'
            cand --rotate-refresh-tokens 'Give a new refresh token on each use; the old one dies at once'
            cand --exact-redirects 'Send browsers back to registered redirect URIs only, compared to the letter'
            cand -v 'Tell more on stderr; repeat for more still'
            cand --verbose 'Tell more on stderr; repeat for more still'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand --no-input 'Never ask; fail where a prompt would be needed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'imctl;help'= {
            cand config 'Show, check or find the configuration'
            cand encryption 'Set up or show the encryption of the tokens: certificate, seed, vault'
            cand link 'Exchange credentials for tokens, encrypt and store them'
            cand status 'Show what is linked: who, since when, until when'
            cand unlink 'Forget the tokens, and revoke them at iManage'
            cand resolve 'Find the workspace of a matter as Operate does: resolver config + work item -> workspace'
            cand ls-workspace 'Show the contents of a workspace as a tree, or the workspaces of a library'
            cand demo 'Run the whole set-up against a practice server, step by step'
            cand completions 'Print the completion script of a shell'
            cand man 'Print a man page'
            cand sandbox 'Serve an iManage-like API on this computer: practice, tests of scripts, offline demos'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'imctl;help;config'= {
            cand show 'Show the effective values, and where each came from; of secrets only where they are kept'
            cand check 'Check the file without any network: mistakes, and what is allowed but probably not meant'
            cand path 'Show where the file is, where it was looked for, and where data is kept'
        }
        &'imctl;help;config;show'= {
        }
        &'imctl;help;config;check'= {
        }
        &'imctl;help;config;path'= {
        }
        &'imctl;help;encryption'= {
            cand init 'Make or take certificate and seed, and make the vault; never overwrites one'
            cand status 'Show whether encryption is set up, with what, what is sealed, and whether it opens'
        }
        &'imctl;help;encryption;init'= {
        }
        &'imctl;help;encryption;status'= {
        }
        &'imctl;help;link'= {
        }
        &'imctl;help;status'= {
        }
        &'imctl;help;unlink'= {
        }
        &'imctl;help;resolve'= {
        }
        &'imctl;help;ls-workspace'= {
        }
        &'imctl;help;demo'= {
        }
        &'imctl;help;completions'= {
        }
        &'imctl;help;man'= {
        }
        &'imctl;help;sandbox'= {
        }
        &'imctl;help;help'= {
        }
    ]
    $completions[$command]
}
