package main

import (
	"context"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/cli/globalflag"
	"k8s.io/component-base/logs"
	"k8s.io/component-base/version/verflag"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	kubeauthenticator "k8s.io/kubernetes/pkg/kubeapiserver/authenticator"
	kubeoptions "k8s.io/kubernetes/pkg/kubeapiserver/options"
	"k8s.io/kubernetes/plugin/pkg/auth/authenticator/token/bootstrap"
)

// Scenarios are often fragments: these refusals of Validate are notes there, not errors.
var notes = []string{
	"service-account-issuer is a required flag",
	"either `--service-account-key-file` or `--service-account-signing-endpoint` must be set",
}

// parseFlags reads a command line as cobra does for kube-apiserver.
func parseFlags(args []string) (*options.ServerRunOptions, *pflag.FlagSet, error) {
	s := options.NewServerRunOptions()
	named := s.Flags()
	verflag.AddFlags(named.FlagSet("global"))
	globalflag.AddGlobalFlags(named.FlagSet("global"), "kube-apiserver", logs.SkipLoggingConfigurationFlags())

	var flags *pflag.FlagSet
	command := &cobra.Command{
		Use:           "kube-apiserver",
		SilenceErrors: true,
		SilenceUsage:  true,
		Run:           func(*cobra.Command, []string) {},
		Args: func(cmd *cobra.Command, args []string) error {
			for _, arg := range args {
				if len(arg) > 0 {
					return fmt.Errorf("%q does not take any arguments, got %q", cmd.CommandPath(), args)
				}
			}
			return nil
		},
	}
	flags = command.Flags()
	for _, set := range named.FlagSets {
		flags.AddFlagSet(set)
	}
	command.SetGlobalNormalizationFunc(cliflag.WordSepNormalizeFunc)
	command.SetArgs(slices.Clone(args))
	command.SetOut(discard{})
	command.SetErr(discard{})
	// Not nil: cobra would take the arguments of this process.
	if len(args) == 0 {
		command.SetArgs([]string{})
	}
	if err := command.Execute(); err != nil {
		return nil, nil, err
	}
	return s, flags, nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// validate is the server's Validate without what is only a note in a scenario.
func validate(o *kubeoptions.BuiltInAuthenticationOptions) error {
	var errs []error
	for _, err := range o.Validate() {
		if !slices.Contains(notes, err.Error()) {
			errs = append(errs, err)
		}
	}
	return utilerrors.NewAggregate(errs)
}

// configure does what the server does between its command line and authenticator.Config.New:
// flags, Complete as far as it touches authentication, Validate, ToAuthenticationConfig and the
// wiring of BuiltInAuthenticationOptions.ApplyTo.
func configure(args []string, files *files, objects *store) (*kubeauthenticator.Config, error) {
	s, flags, err := parseFlags(args)
	if err != nil {
		return nil, err
	}
	if err := s.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return nil, err
	}
	o := s.Authentication
	mapPaths(o, files)
	if err := complete(s, flags, files); err != nil {
		return nil, err
	}
	if err := validate(o); err != nil {
		return nil, err
	}
	// Same attempts, no waiting between them.
	o.WebHook.RetryBackoff.Duration = time.Microsecond

	config, err := o.ToAuthenticationConfig()
	if err != nil {
		return nil, err
	}
	config.ServiceAccountTokenGetter = objects.tokenGetter()
	config.SecretsWriter = objects.client.CoreV1()
	if config.BootstrapToken {
		config.BootstrapTokenAuthenticator = bootstrap.NewTokenAuthenticator(
			objects.secretLister().Secrets(metav1.NamespaceSystem),
		)
	}
	config.APIServerID = "oracle"
	return &config, nil
}

// complete is the server's Complete, kept away from the network, from the private key that signs service account
// tokens where the scenario does not hold it, and from an external signer.
func complete(s *options.ServerRunOptions, flags *pflag.FlagSet, files *files) error {
	s.SecureServing.BindPort = 0 // no self-signed serving certificate
	s.GenericServerRunOptions.AdvertiseAddress = net.IPv4(127, 0, 0, 1)
	// A fragment without --authorization-mode says nothing about authorization; the server's own
	// default, AlwaysAllow, would switch anonymous requests off.
	if !flags.Changed("authorization-mode") {
		s.Authorization.Modes = []string{"RBAC"}
	}
	if s.ServiceAccountSigningKeyFile == "" {
		s.ServiceAccountSigningEndpoint = ""
	} else if s.ServiceAccountSigningEndpoint == "" {
		if files.has(s.ServiceAccountSigningKeyFile) {
			s.ServiceAccountSigningKeyFile = files.local(s.ServiceAccountSigningKeyFile)
		} else {
			s.ServiceAccountSigningKeyFile = ""
		}
	}
	_, err := s.Options.Complete(context.Background(), nil, nil)
	return err
}

func mapPaths(o *kubeoptions.BuiltInAuthenticationOptions, files *files) {
	for _, path := range []*string{
		&o.AuthenticationConfigFile,
		&o.ClientCert.ClientCA,
		&o.OIDC.CAFile,
		&o.RequestHeader.ClientCAFile,
		&o.TokenFile.TokenFile,
		&o.WebHook.ConfigFile,
	} {
		*path = files.local(*path)
	}
	for i, path := range o.ServiceAccounts.KeyFiles {
		o.ServiceAccounts.KeyFiles[i] = files.local(path)
	}
}

// build makes the authenticator; nil when nothing is configured.
func build(ctx context.Context, config *kubeauthenticator.Config) (authenticator.Request, error) {
	request, _, _, _, err := config.New(ctx)
	return request, err
}
