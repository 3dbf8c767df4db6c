package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	sdk "github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// reported is the status with which @pulumi/pulumi ends a program whose fault it has told the user already
// (nodeJSProcessExitedAfterLoggingUserActionableMessage).
const reported = 32

// languageHost runs Node.js on the entry points that @pulumi/pulumi has for the purpose.
type languageHost struct {
	pulumirpc.UnimplementedLanguageRuntimeServer

	// engine is the address at which programs reach the engine.
	engine string
}

// Handshake learns the engine's address.
func (h *languageHost) Handshake(_ context.Context, request *pulumirpc.LanguageHandshakeRequest) (*pulumirpc.LanguageHandshakeResponse, error) {
	h.engine = request.GetEngineAddress()
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

// GetPluginInfo tells the version of the SDK that this host was built from.
func (h *languageHost) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

// GetRequiredPackages names none: the engine learns of each provider when a resource asks for it.
func (h *languageHost) GetRequiredPackages(context.Context, *pulumirpc.GetRequiredPackagesRequest) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

// Cancel ends nothing by itself: the engine ends a program by closing its monitor.
func (h *languageHost) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// InstallDependencies is `pulumi install`.
func (h *languageHost) InstallDependencies(request *pulumirpc.InstallDependenciesRequest, stream pulumirpc.LanguageRuntime_InstallDependenciesServer) error {
	closer, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(stream, request.GetIsTerminal())
	if err != nil {
		return err
	}
	defer func() { _ = closer.Close() }()
	npm := exec.CommandContext(stream.Context(), "npm", "install", "--loglevel=error")
	npm.Dir = request.GetInfo().GetProgramDirectory()
	npm.Stdout, npm.Stderr = stdout, stderr
	if err := npm.Run(); err != nil {
		return fmt.Errorf("npm install: %w", err)
	}
	return nil
}

// Run runs a program to its end.
func (h *languageHost) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	info := request.GetInfo()
	config, err := json.Marshal(request.GetConfig())
	if err != nil {
		return nil, err
	}
	secretKeys, err := json.Marshal(request.GetConfigSecretKeys())
	if err != nil {
		return nil, err
	}
	args := []string{
		entryPoint(info, "run"),
		"--monitor", request.GetMonitorAddress(),
		"--engine", h.engine,
		"--organization", request.GetOrganization(),
		"--project", request.GetProject(),
		"--stack", request.GetStack(),
		"--pwd", request.GetPwd(),
		"--root-directory", info.GetRootDirectory(),
		"--parallel", strconv.Itoa(int(request.GetParallel())),
	}
	if request.GetDryRun() {
		args = append(args, "--dry-run")
	}
	args = append(args, filepath.Join(info.GetProgramDirectory(), info.GetEntryPoint()))

	node := nodeCommand(ctx, args)
	node.Dir = request.GetPwd()
	node.Env = append(os.Environ(), "PULUMI_CONFIG="+string(config), "PULUMI_CONFIG_SECRET_KEYS="+string(secretKeys),
		"PULUMI_NODEJS_TYPESCRIPT="+strconv.FormatBool(typescript(info)))
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	switch err := node.Run(); {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case exitStatus(err) == reported:
		return &pulumirpc.RunResponse{Bail: true}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program ended: %v", err)}, nil
	}
}

// RunPlugin runs a policy pack. It is started once the engine has told the stack's configuration, which such a pack
// reads when it loads.
func (h *languageHost) RunPlugin(request *pulumirpc.RunPluginRequest, stream pulumirpc.LanguageRuntime_RunPluginServer) error {
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	defer func() { _ = closer.Close() }()
	proxy, output, err := sdk.NewPolicyProxy(stream.Context(), stdout)
	if err != nil {
		return err
	}
	stack, err := proxy.AwaitConfiguration(stream.Context())
	if err != nil {
		return err
	}
	told, err := toldToPack(stack)
	if err != nil {
		return err
	}
	info := request.GetInfo()
	args := append([]string{entryPoint(info, "run-policy-pack")}, request.GetArgs()...)
	node := nodeCommand(stream.Context(), append(args, info.GetProgramDirectory()))
	node.Dir = info.GetProgramDirectory()
	node.Env = append(request.GetEnv(), "PULUMI_NODEJS_TYPESCRIPT="+strconv.FormatBool(typescript(info)))
	node.Env = append(node.Env, told...)
	node.Stdout, node.Stderr = output, stderr
	if err := node.Start(); err != nil {
		return err
	}
	return proxy.Attach(stream.Context(), node)
}

// toldToPack is what a policy pack reads of the stack when it loads, as environment variables: the same ones that Pulumi's own
// language host sets.
func toldToPack(stack *pulumirpc.AnalyzerStackConfigureRequest) ([]string, error) {
	if stack == nil {
		return nil, nil
	}
	config, err := json.Marshal(stack.GetConfig())
	if err != nil {
		return nil, err
	}
	return []string{
		"PULUMI_NODEJS_ORGANIZATION=" + stack.GetOrganization(),
		"PULUMI_NODEJS_PROJECT=" + stack.GetProject(),
		"PULUMI_NODEJS_STACK=" + stack.GetStack(),
		"PULUMI_NODEJS_DRY_RUN=" + strconv.FormatBool(stack.GetDryRun()),
		"PULUMI_CONFIG=" + string(config),
	}, nil
}

// entryPoint is a command of the @pulumi/pulumi package that the program has installed.
func entryPoint(info *pulumirpc.ProgramInfo, name string) string {
	return filepath.Join(info.GetProgramDirectory(), "node_modules", "@pulumi", "pulumi", "cmd", name)
}

// typescript is the runtime option of that name in Pulumi.yaml; true unless it says otherwise.
func typescript(info *pulumirpc.ProgramInfo) bool {
	if value, set := info.GetOptions().AsMap()["typescript"].(bool); set {
		return value
	}
	return true
}

// nodeCommand asks Node.js to end, when the engine has cancelled, before it kills it.
func nodeCommand(ctx context.Context, args []string) *exec.Cmd {
	command := exec.CommandContext(ctx, "node", args...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = 5 * time.Second
	return command
}

// exitStatus is the status with which a command ended by itself, or -1.
func exitStatus(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return -1
}
