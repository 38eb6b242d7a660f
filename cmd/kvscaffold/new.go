package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/kubevirt/kvscaffold/generator/review"
)

func (a *app) newNewCommand() *cobra.Command {
	var b review.Blank
	cmd := &cobra.Command{
		Use:   "new NAME",
		Short: "Print a plan to fill in, with what the flags say already in place",
		Example: `  kvscaffold new power-key --gate PowerKey --owner @someone --sig compute \
    --release v1.10.0 --component virt-api --field 'spec.domain.powerKey=*PowerKey' > plan.md`,
		Annotations: map[string]string{formatsKey: "text"},
		Args:        argument("the name of the feature"),
		RunE: func(_ *cobra.Command, args []string) error {
			b.Name = args[0]
			b.Date = time.Now().Format(time.DateOnly)
			_, err := a.out.Write(b.Write())
			return err
		},
	}
	cmd.Flags().StringVar(&b.Gate, "gate", "", "feature gate (default: from the name)")
	cmd.Flags().StringVar(&b.Owner, "owner", "", "owner, e.g. @someone")
	cmd.Flags().StringVar(&b.SIG, "sig", "", "special interest group: compute, network, storage …")
	cmd.Flags().StringVar(&b.Release, "release", "", "release the feature is meant for: vX.Y.0")
	cmd.Flags().StringSliceVar(&b.Components, "component", nil, "components that change: virt-api, virt-controller …")
	cmd.Flags().StringSliceVar(&b.Fields, "field", nil, "API fields: PATH or PATH=TYPE")
	return cmd
}
