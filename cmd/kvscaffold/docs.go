package main

// This file defines the command docs: manual pages and the command reference,
// made from the commands themselves.

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/kubevirt/kvscaffold/templates"
)

func (a *app) newDocsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:         "docs",
		Short:       "Write manual pages or print the command reference",
		Annotations: map[string]string{formatsKey: "text"},
		Args:        cobra.NoArgs,
	}
	cmd.AddCommand(
		a.newSchemaCommand(),
		&cobra.Command{
			Use:         "man DIR",
			Short:       "Write a manual page for each command",
			Example:     "  kvscaffold docs man /usr/local/share/man/man1",
			Annotations: map[string]string{formatsKey: "text"},
			Args:        argument("the directory"),
			RunE: func(cmd *cobra.Command, args []string) error {
				if err := os.MkdirAll(args[0], 0o755); err != nil {
					return exit{exitRefused, err.Error()}
				}
				root := undated(cmd.Root())
				return doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "kvscaffold"}, filepath.Clean(args[0]))
			},
		},
		&cobra.Command{
			Use:         "workflow",
			Short:       "Print a workflow for GitHub Actions that checks plans and holds the branch against them",
			Example:     "  kvscaffold docs workflow > .github/workflows/plans.yaml",
			Annotations: map[string]string{formatsKey: "text"},
			Args:        cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				_, err := fmt.Fprint(a.out, templates.Workflow)
				return err
			},
		},
		&cobra.Command{
			Use:         "codes",
			Short:       "Print what every diagnostic code means, as Markdown",
			Example:     "  kvscaffold docs codes > CODES.md",
			Annotations: map[string]string{formatsKey: "text"},
			Args:        cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				_, err := fmt.Fprint(a.out, codesMarkdown())
				return err
			},
		},
		&cobra.Command{
			Use:         "reference",
			Short:       "Print the command reference as Markdown",
			Example:     "  kvscaffold docs reference > COMMANDS.md",
			Annotations: map[string]string{formatsKey: "text"},
			Args:        cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				text, err := reference(undated(cmd.Root()))
				if err != nil {
					return err
				}
				_, err = fmt.Fprint(a.out, text)
				return err
			},
		})
	return cmd
}

// codesMarkdown renders all codes, a heading each, so that each can be linked.
func codesMarkdown() string {
	var b strings.Builder
	b.WriteString("# Diagnostic codes\n\nMade by `kvscaffold docs codes`; `kvscaffold explain CODE` prints the same.\n")
	for _, c := range allCodes() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n- Why it matters: %s\n- What to do: %s\n", c.Name, c.What, c.Why, c.Fix)
	}
	return b.String()
}

// undated keeps the date of today out of what is made.
func undated(root *cobra.Command) *cobra.Command {
	root.DisableAutoGenTag = true
	return root
}

// reference renders all commands as one Markdown document, in the order of the
// help text.
func reference(root *cobra.Command) (string, error) {
	var b strings.Builder
	b.WriteString("# Commands\n\nMade by `kvscaffold docs reference`; a test keeps it true.\n")
	var add func(*cobra.Command) error
	add = func(cmd *cobra.Command) error {
		if cmd.Hidden || cmd.Name() == "help" || cmd.Name() == "completion" {
			return nil
		}
		var page bytes.Buffer
		if err := doc.GenMarkdownCustom(cmd, &page, anchor); err != nil {
			return err
		}
		text, _, _ := strings.Cut(page.String(), "### SEE ALSO")
		b.WriteString("\n" + strings.TrimSpace(text) + "\n")
		for _, sub := range cmd.Commands() {
			if err := add(sub); err != nil {
				return err
			}
		}
		return nil
	}
	err := add(root)
	return b.String(), err
}

// anchor turns the name of a page into the anchor of a heading.
func anchor(page string) string {
	return "#" + strings.ReplaceAll(strings.TrimSuffix(page, ".md"), "_", "-")
}
