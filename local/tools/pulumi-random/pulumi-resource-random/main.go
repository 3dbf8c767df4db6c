// Command pulumi-resource-random is Pulumi's provider of random values: HashiCorp's, through Pulumi's own bridge.
package main

import (
	"context"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	bridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/terraform-providers/terraform-provider-random/shim"
)

// version is the provider's, set by the linker; the npm package's version asks for it.
var version = "0.0.0"

// token names a resource as @pulumi/random does: random_password is RandomPassword.
func token(module, name string) (string, error) {
	return tokens.MakeStandard("random")(module, "Random"+name)
}

func main() {
	info := bridge.ProviderInfo{
		P:                           tfbridge.ShimProvider(shim.New()),
		Name:                        "random",
		Version:                     version,
		MetadataInfo:                bridge.NewProviderMetadata([]byte("{}")),
		EnableAccurateBridgePreview: true,
	}
	info.MustComputeTokens(tokens.SingleModule("random_", "index", token))
	// The schema serves code generators; the npm package is generated already.
	schema := []byte(`{"name":"random","version":"` + version + `"}`)
	tfbridge.Main(context.Background(), "random", info,
		tfbridge.ProviderMetadata{PackageSchema: schema, BridgeMetadata: []byte("{}")})
}
