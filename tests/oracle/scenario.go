package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

// scenario is the Scenario document.
type scenario struct {
	APIVersion string                  `json:"apiVersion"`
	Kind       string                  `json:"kind"`
	Metadata   metadata                `json:"metadata"`
	Now        *time.Time              `json:"now,omitempty"`
	APIServer  apiServer               `json:"apiServer"`
	Objects    []json.RawMessage       `json:"objects,omitempty"`
	Remote     map[string]remoteAnswer `json:"remote,omitempty"`
	Request    request                 `json:"request"`
}

type metadata struct {
	Name        string `json:"name"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Source      string `json:"source,omitempty"`
}

type apiServer struct {
	Version string            `json:"version,omitempty"`
	Args    args              `json:"args,omitempty"`
	Files   map[string]string `json:"files,omitempty"`
}

// args are flags; a list inside the list is flattened.
type args []string

func (a *args) UnmarshalJSON(data []byte) error {
	var items []json.RawMessage
	if err := json.Unmarshal(data, &items); err != nil {
		return err
	}
	for _, item := range items {
		var one string
		if json.Unmarshal(item, &one) == nil {
			*a = append(*a, one)
			continue
		}
		var several []string
		if err := json.Unmarshal(item, &several); err != nil {
			return err
		}
		*a = append(*a, several...)
	}
	return nil
}

type remoteAnswer struct {
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body,omitempty"`
}

type request struct {
	Raw                string `json:"raw,omitempty"`
	ClientCertificates string `json:"clientCertificates,omitempty"`
}

func parseScenario(text []byte) (*scenario, error) {
	var s scenario
	if strings.HasPrefix(strings.TrimSpace(string(text)), "{") {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&s); err != nil {
			return nil, err
		}
	} else if err := yaml.UnmarshalStrict(text, &s); err != nil {
		return nil, err
	}
	if s.APIVersion != "authn-explorer/v1" || s.Kind != "Scenario" {
		return nil, fmt.Errorf("not an authn-explorer/v1 Scenario: %q, %q", s.APIVersion, s.Kind)
	}
	return &s, nil
}
