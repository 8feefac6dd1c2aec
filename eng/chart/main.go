// Renders a chart as `helm template` does, where there is no helm: text/template, sprig and the functions that Helm adds, from
// Debian's packages. It knows what this repository's chart uses of Helm, and no more; values.schema.json is not looked at.
//
// usage: render template RELEASE CHART [--namespace NAME] [--values FILE]…
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

type values = map[string]interface{}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) < 3 || arguments[0] != "template" || len(arguments)%2 == 0 {
		return errors.New("usage: render template RELEASE CHART [--namespace NAME] [--values FILE]…")
	}
	release, folder, namespace := arguments[1], arguments[2], "default"
	given, err := read(filepath.Join(folder, "values.yaml"))
	if err != nil {
		return err
	}
	for rest := arguments[3:]; len(rest) > 0; rest = rest[2:] {
		switch rest[0] {
		case "--namespace":
			namespace = rest[1]
		case "--values":
			more, err := read(rest[1])
			if err != nil {
				return err
			}
			merge(given, more)
		default:
			return fmt.Errorf("unknown option %s", rest[0])
		}
	}
	chart, err := read(filepath.Join(folder, "Chart.yaml"))
	if err != nil {
		return err
	}
	return render(folder, values{
		"Values":       given,
		"Chart":        values{"Name": chart["name"], "Version": chart["version"], "AppVersion": chart["appVersion"]},
		"Release":      values{"Name": release, "Namespace": namespace, "Service": "Helm", "IsInstall": true, "IsUpgrade": false, "Revision": 1},
		"Capabilities": values{"KubeVersion": values{"Version": "v1.29.0", "Major": "1", "Minor": "29"}},
		"Files":        files(folder),
	})
}

func render(folder string, context values) error {
	// As in Helm, a value that is missing is nothing, and prints as nothing.
	all := template.New("chart").Option("missingkey=zero")
	all.Funcs(functions(all))
	var names []string
	err := filepath.WalkDir(filepath.Join(folder, "templates"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(filepath.Dir(folder), path)
		if _, err := all.New(name).Parse(string(text)); err != nil {
			return err
		}
		if !strings.HasPrefix(entry.Name(), "_") {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	sort.Strings(names)
	for _, name := range names {
		var text strings.Builder
		if err := all.ExecuteTemplate(&text, name, context); err != nil {
			return err
		}
		out := strings.TrimSpace(strings.ReplaceAll(text.String(), "<no value>", ""))
		// The notes must render, too; they are for people.
		if out != "" && !strings.HasSuffix(name, "NOTES.txt") {
			fmt.Printf("---\n# Source: %s\n%s\n", name, out)
		}
	}
	return nil
}

func functions(all *template.Template) template.FuncMap {
	functions := sprig.TxtFuncMap()
	// A chart renders the same everywhere.
	delete(functions, "env")
	delete(functions, "expandenv")
	functions["toYaml"] = func(value interface{}) string {
		text, err := yaml.Marshal(value)
		if err != nil {
			return ""
		}
		return strings.TrimSuffix(string(text), "\n")
	}
	functions["include"] = func(name string, context interface{}) (string, error) {
		var text strings.Builder
		err := all.ExecuteTemplate(&text, name, context)
		return text.String(), err
	}
	functions["tpl"] = func(text string, context interface{}) (string, error) {
		copy, err := all.Clone()
		if err != nil {
			return "", err
		}
		one, err := copy.New("tpl").Parse(text)
		if err != nil {
			return "", err
		}
		var out strings.Builder
		err = one.Execute(&out, context)
		return out.String(), err
	}
	functions["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	return functions
}

type files string

func (folder files) Get(name string) string {
	text, err := os.ReadFile(filepath.Join(string(folder), name))
	if err != nil {
		return ""
	}
	return string(text)
}

// read takes YAML by way of JSON, as Helm does: every number is a float64.
func read(path string) (values, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	text, err = yaml.YAMLToJSON(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	read := values{}
	return read, json.Unmarshal(text, &read)
}

// merge puts one set of values over another: maps are merged, null takes a value away, everything else replaces.
func merge(into, from values) {
	for key, value := range from {
		old, isMap := into[key].(values)
		if more, ok := value.(values); ok && isMap {
			merge(old, more)
		} else if value == nil {
			delete(into, key)
		} else {
			into[key] = value
		}
	}
}
