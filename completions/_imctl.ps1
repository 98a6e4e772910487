
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'imctl' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'imctl'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'imctl' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show, check or find the configuration')
            [CompletionResult]::new('encryption', 'encryption', [CompletionResultType]::ParameterValue, 'Set up or show the encryption of the tokens: certificate, seed, vault')
            [CompletionResult]::new('link', 'link', [CompletionResultType]::ParameterValue, 'Exchange credentials for tokens, encrypt and store them')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what is linked: who, since when, until when')
            [CompletionResult]::new('unlink', 'unlink', [CompletionResultType]::ParameterValue, 'Forget the tokens, and revoke them at iManage')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Find the workspace of a matter as Operate does: resolver config + work item -> workspace')
            [CompletionResult]::new('ls-workspace', 'ls-workspace', [CompletionResultType]::ParameterValue, 'Show the contents of a workspace as a tree, or the workspaces of a library')
            [CompletionResult]::new('check-prereqs', 'check-prereqs', [CompletionResultType]::ParameterValue, 'Check every prerequisite of the integration: configuration, network, sign-in, iManage, areas, resolvers')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Run the whole set-up against a practice server, step by step')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a man page')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Serve an iManage-like API on this computer: practice, tests of scripts, offline demos')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imctl;config' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the effective values, and where each came from; of secrets only where they are kept')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the file without any network: mistakes, and what is allowed but probably not meant')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Show where the file is, where it was looked for, and where data is kept')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imctl;config;show' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;config;check' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;config;path' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;config;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the effective values, and where each came from; of secrets only where they are kept')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the file without any network: mistakes, and what is allowed but probably not meant')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Show where the file is, where it was looked for, and where data is kept')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imctl;config;help;show' {
            break
        }
        'imctl;config;help;check' {
            break
        }
        'imctl;config;help;path' {
            break
        }
        'imctl;config;help;help' {
            break
        }
        'imctl;encryption' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make or take certificate and seed, and make the vault; never overwrites one')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Seal everything anew under another seed, another certificate, or both')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether encryption is set up, with what, what is sealed, and whether it opens')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imctl;encryption;init' {
            [CompletionResult]::new('--certificate', '--certificate', [CompletionResultType]::ParameterName, 'Certificate to use (PEM or DER; RSA of 2048 bits or more, or P-256)')
            [CompletionResult]::new('--private-key', '--private-key', [CompletionResultType]::ParameterName, 'Private key of that certificate (PEM or DER: PKCS#8, also under a password, PKCS#1 or SEC1; readable by you alone)')
            [CompletionResult]::new('--pkcs12', '--pkcs12', [CompletionResultType]::ParameterName, 'PKCS#12 file with certificate and private key (readable by you alone)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'File that holds the password of the private key or PKCS#12 file, `-` for standard input [default: it is asked for]')
            [CompletionResult]::new('--password-variable', '--password-variable', [CompletionResultType]::ParameterName, 'Environment variable that holds that password')
            [CompletionResult]::new('--seed-file', '--seed-file', [CompletionResultType]::ParameterName, 'File that holds the seed, `-` for standard input [default: where `[encryption]` says, else it is asked for]')
            [CompletionResult]::new('--seed-out', '--seed-out', [CompletionResultType]::ParameterName, 'New file for the seed that is made, readable by you alone')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('--generate-seed', '--generate-seed', [CompletionResultType]::ParameterName, 'Make a seed; it is shown once on the terminal, or written to `--seed-out`')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;encryption;rotate' {
            [CompletionResult]::new('--seed-file', '--seed-file', [CompletionResultType]::ParameterName, 'File that holds the new seed, `-` for standard input')
            [CompletionResult]::new('--seed-out', '--seed-out', [CompletionResultType]::ParameterName, 'New file for the seed that is made, readable by you alone')
            [CompletionResult]::new('--old-seed-file', '--old-seed-file', [CompletionResultType]::ParameterName, 'File that holds the present seed, `-` for standard input [default: where `[encryption]` says]')
            [CompletionResult]::new('--certificate', '--certificate', [CompletionResultType]::ParameterName, 'Certificate to use (PEM or DER; RSA of 2048 bits or more, or P-256)')
            [CompletionResult]::new('--private-key', '--private-key', [CompletionResultType]::ParameterName, 'Private key of that certificate (PEM or DER: PKCS#8, also under a password, PKCS#1 or SEC1; readable by you alone)')
            [CompletionResult]::new('--pkcs12', '--pkcs12', [CompletionResultType]::ParameterName, 'PKCS#12 file with certificate and private key (readable by you alone)')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'File that holds the password of the private key or PKCS#12 file, `-` for standard input [default: it is asked for]')
            [CompletionResult]::new('--password-variable', '--password-variable', [CompletionResultType]::ParameterName, 'Environment variable that holds that password')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('--ask-seed', '--ask-seed', [CompletionResultType]::ParameterName, 'Ask for the new seed at the terminal, twice [default, unless an option brings seed or certificate]')
            [CompletionResult]::new('--generate-seed', '--generate-seed', [CompletionResultType]::ParameterName, 'Make a seed; it is shown once on the terminal, or written to `--seed-out`')
            [CompletionResult]::new('--store-seed', '--store-seed', [CompletionResultType]::ParameterName, 'Put the new seed where `[encryption]` says that it is kept: its file or the keyring [default: you change it there]')
            [CompletionResult]::new('--make-certificate', '--make-certificate', [CompletionResultType]::ParameterName, 'Make a new private key and certificate')
            [CompletionResult]::new('--finish', '--finish', [CompletionResultType]::ParameterName, 'Only bring a rotation that was cut off to its end')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;encryption;status' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;encryption;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make or take certificate and seed, and make the vault; never overwrites one')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Seal everything anew under another seed, another certificate, or both')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether encryption is set up, with what, what is sealed, and whether it opens')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imctl;encryption;help;init' {
            break
        }
        'imctl;encryption;help;rotate' {
            break
        }
        'imctl;encryption;help;status' {
            break
        }
        'imctl;encryption;help;help' {
            break
        }
        'imctl;link' {
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'With grant `authorization_code`: seconds to wait for the sign-in [default: 300]')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Exchange the credentials, but store nothing')
            [CompletionResult]::new('--no-browser', '--no-browser', [CompletionResultType]::ParameterName, 'With grant `authorization_code`: open no browser, only show the address to sign in at')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;status' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Renew the tokens now and ask the server who they are for; otherwise nothing leaves this machine')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;unlink' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('--local', '--local', [CompletionResultType]::ParameterName, 'Forget the tokens here only; do not revoke them at iManage')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;resolve' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Use the resolver config of this repository of the configuration')
            [CompletionResult]::new('--repository', '--repository', [CompletionResultType]::ParameterName, 'Use the resolver config of this repository of the configuration')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor''s, before the repository''s own')
            [CompletionResult]::new('--work-type', '--work-type', [CompletionResultType]::ParameterName, 'Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor''s, before the repository''s own')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Work item as a JSON object; `-` reads standard input')
            [CompletionResult]::new('--work-item', '--work-item', [CompletionResultType]::ParameterName, 'Work item as a JSON object; `-` reads standard input')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'How CONFIG is meant [default: by its form, and told]')
            [CompletionResult]::new('--mode', '--mode', [CompletionResultType]::ParameterName, 'How CONFIG is meant [default: by its form, and told]')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Library to search [default: the repository''s, else the preferred one]')
            [CompletionResult]::new('--library', '--library', [CompletionResultType]::ParameterName, 'Library to search [default: the repository''s, else the preferred one]')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Outcomes that make the run fail; the list takes the default''s place')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Resolve each row of FILE (CSV, NDJSON, JSON list); `-` reads standard input. Columns or keys are composer paths; `id`, `repository` and `work_type` are the row''s own')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Resolve each row of FILE (CSV, NDJSON, JSON list); `-` reads standard input. Columns or keys are composer paths; `id`, `repository` and `work_type` are the row''s own')
            [CompletionResult]::new('--from-format', '--from-format', [CompletionResultType]::ParameterName, 'How the rows are written [default: by the end of the file''s name, else by its first character]')
            [CompletionResult]::new('--strategy', '--strategy', [CompletionResultType]::ParameterName, 'How rows are answered')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Write rows to OUT (ndjson) and go on after the last one it has, if it has any')
            [CompletionResult]::new('--only-outcome', '--only-outcome', [CompletionResultType]::ParameterName, 'Write only rows of these outcomes, in the shape of the input, with the columns `outcome` and `reason`')
            [CompletionResult]::new('--explain-budget', '--explain-budget', [CompletionResultType]::ParameterName, 'Requests that near misses may take in all, with `--explain`')
            [CompletionResult]::new('--save', '--save', [CompletionResultType]::ParameterName, 'Write the answer to FILE as well, to compare a later run with (ndjson)')
            [CompletionResult]::new('--compare', '--compare', [CompletionResultType]::ParameterName, 'Compare with an earlier run that `--save` or `-o ndjson` wrote; exit 1 where something got worse')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'Tell the whole way: templates, values, query, each candidate with why it was or was not taken, and near misses')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Tell the whole way: templates, values, query, each candidate with why it was or was not taken, and near misses')
            [CompletionResult]::new('--excel-safe', '--excel-safe', [CompletionResultType]::ParameterName, 'Put an apostrophe before cells that a spreadsheet would take for formulas')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;ls-workspace' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The workspace and folder of an area, such as `inbound-email`')
            [CompletionResult]::new('--area', '--area', [CompletionResultType]::ParameterName, 'The workspace and folder of an area, such as `inbound-email`')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Use the resolver config of this repository of the configuration')
            [CompletionResult]::new('--repository', '--repository', [CompletionResultType]::ParameterName, 'Use the resolver config of this repository of the configuration')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor''s, before the repository''s own')
            [CompletionResult]::new('--work-type', '--work-type', [CompletionResultType]::ParameterName, 'Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor''s, before the repository''s own')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Work item as a JSON object; `-` reads standard input')
            [CompletionResult]::new('--work-item', '--work-item', [CompletionResultType]::ParameterName, 'Work item as a JSON object; `-` reads standard input')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Library to search [default: the repository''s, else the preferred one]')
            [CompletionResult]::new('--library', '--library', [CompletionResultType]::ParameterName, 'Library to search [default: the repository''s, else the preferred one]')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Levels to show [default: 1]')
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'Levels to show [default: 1]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Begin at this folder, such as `Documents/Drafts`; a `/` inside a name is written `\/`')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Begin at this folder, such as `Documents/Drafts`; a `/` inside a name is written `\/`')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'What the items of a folder are ordered by')
            [CompletionResult]::new('--max-items', '--max-items', [CompletionResultType]::ParameterName, 'Show this many items at most')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Only workspaces with these words in their title')
            [CompletionResult]::new('--custom1', '--custom1', [CompletionResultType]::ParameterName, 'Only workspaces with this custom1: by convention the client')
            [CompletionResult]::new('--custom2', '--custom2', [CompletionResultType]::ParameterName, 'Only workspaces with this custom2: by convention the matter')
            [CompletionResult]::new('--with', '--with', [CompletionResultType]::ParameterName, 'Only workspaces with this value of another search field, such as `subclass=MATTER` (repeatable)')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'Show all levels')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Show all levels')
            [CompletionResult]::new('--folders-only', '--folders-only', [CompletionResultType]::ParameterName, 'Leave documents out')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;check-prereqs' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Check only these: ids, groups or beginnings of ids, such as `network` or `areas.scanning`; what they need is asked as well')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave these out: ids, groups or beginnings of ids')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Ask again for so many seconds until all is good; stop at once where an answer is bad for good')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write the report to a file as well, in the form json, junit, tap, markdown, html or human; repeat for more')
            [CompletionResult]::new('--compare', '--compare', [CompletionResultType]::ParameterName, 'Tell what changed since an earlier report in JSON; what is worse than it was makes exit 1')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the checks, with their ids, and check nothing')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Let warnings count: exit 11 where there is nothing worse')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask nothing of the network; what needs it is skipped')
            [CompletionResult]::new('--anonymize', '--anonymize', [CompletionResultType]::ParameterName, 'Put placeholders in the place of all names, to show the report outside the firm')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;demo' {
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep what the demo writes in this folder, which must be new or empty')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;completions' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;man' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;sandbox' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port on 127.0.0.1 [default: a free one]')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Serve the firm of this JSON file in place of the sample firm')
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'Client id that the server knows')
            [CompletionResult]::new('--secret-out', '--secret-out', [CompletionResultType]::ParameterName, 'Write the client secret to this new file, readable by you alone, and do not print it')
            [CompletionResult]::new('--token-life', '--token-life', [CompletionResultType]::ParameterName, 'Seconds an access token lives without being used')
            [CompletionResult]::new('--refresh-tokens', '--refresh-tokens', [CompletionResultType]::ParameterName, 'Whether refresh tokens are given')
            [CompletionResult]::new('--refresh-life', '--refresh-life', [CompletionResultType]::ParameterName, 'Seconds a refresh token lives, used or not [default: 365 days]')
            [CompletionResult]::new('--lists', '--lists', [CompletionResultType]::ParameterName, 'Shape of lists: `data` as an array, as an object with `results`, or as documented for each endpoint')
            [CompletionResult]::new('--empty', '--empty', [CompletionResultType]::ParameterName, 'Answer of a search without a match: 200 and an empty list, or 404 NRC_NO_RECORD')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'Milliseconds to wait before each answer')
            [CompletionResult]::new('--grants', '--grants', [CompletionResultType]::ParameterName, 'Grants allowed to the application, separated by commas [default: all]')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Let something go wrong; repeat for more')
            [CompletionResult]::new('--fault-place', '--fault-place', [CompletionResultType]::ParameterName, 'Where faults of whole answers (html-sign-in, server-error, slow, redirect …) apply')
            [CompletionResult]::new('--rate-limit', '--rate-limit', [CompletionResultType]::ParameterName, 'Allow this many API calls in ten seconds, and tell what is left in `x-ratelimit-…` headers')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file [default: ./imctl.toml, then the user''s configuration folder; env: IMCTL_CONFIG]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the configuration, such as `production` or `uat` [env: IMCTL_ENVIRONMENT]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of the answer [default: human on a terminal, plain when piped; env: IMCTL_OUTPUT]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take in all [default: 30; env: IMCTL_TIMEOUT]')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Proxy for every request, such as `http://proxy.firm.example:3128`; a password belongs in the variable [env: IMCTL_PROXY]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Further trusted root certificates (PEM) [env: IMCTL_CA_FILE]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most connections at once [default: 8; env: IMCTL_CONCURRENCY]')
            [CompletionResult]::new('--rotate-refresh-tokens', '--rotate-refresh-tokens', [CompletionResultType]::ParameterName, 'Give a new refresh token on each use; the old one dies at once')
            [CompletionResult]::new('--exact-redirects', '--exact-redirects', [CompletionResultType]::ParameterName, 'Send browsers back to registered redirect URIs only, compared to the letter')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more on stderr; repeat for more still')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; fail where a prompt would be needed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'imctl;help' {
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show, check or find the configuration')
            [CompletionResult]::new('encryption', 'encryption', [CompletionResultType]::ParameterValue, 'Set up or show the encryption of the tokens: certificate, seed, vault')
            [CompletionResult]::new('link', 'link', [CompletionResultType]::ParameterValue, 'Exchange credentials for tokens, encrypt and store them')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what is linked: who, since when, until when')
            [CompletionResult]::new('unlink', 'unlink', [CompletionResultType]::ParameterValue, 'Forget the tokens, and revoke them at iManage')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Find the workspace of a matter as Operate does: resolver config + work item -> workspace')
            [CompletionResult]::new('ls-workspace', 'ls-workspace', [CompletionResultType]::ParameterValue, 'Show the contents of a workspace as a tree, or the workspaces of a library')
            [CompletionResult]::new('check-prereqs', 'check-prereqs', [CompletionResultType]::ParameterValue, 'Check every prerequisite of the integration: configuration, network, sign-in, iManage, areas, resolvers')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Run the whole set-up against a practice server, step by step')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a man page')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Serve an iManage-like API on this computer: practice, tests of scripts, offline demos')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'imctl;help;config' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the effective values, and where each came from; of secrets only where they are kept')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the file without any network: mistakes, and what is allowed but probably not meant')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Show where the file is, where it was looked for, and where data is kept')
            break
        }
        'imctl;help;config;show' {
            break
        }
        'imctl;help;config;check' {
            break
        }
        'imctl;help;config;path' {
            break
        }
        'imctl;help;encryption' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make or take certificate and seed, and make the vault; never overwrites one')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Seal everything anew under another seed, another certificate, or both')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether encryption is set up, with what, what is sealed, and whether it opens')
            break
        }
        'imctl;help;encryption;init' {
            break
        }
        'imctl;help;encryption;rotate' {
            break
        }
        'imctl;help;encryption;status' {
            break
        }
        'imctl;help;link' {
            break
        }
        'imctl;help;status' {
            break
        }
        'imctl;help;unlink' {
            break
        }
        'imctl;help;resolve' {
            break
        }
        'imctl;help;ls-workspace' {
            break
        }
        'imctl;help;check-prereqs' {
            break
        }
        'imctl;help;demo' {
            break
        }
        'imctl;help;completions' {
            break
        }
        'imctl;help;man' {
            break
        }
        'imctl;help;sandbox' {
            break
        }
        'imctl;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
