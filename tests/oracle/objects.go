package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	admissionlisters "k8s.io/client-go/listers/admissionregistration/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	serviceaccountcontroller "k8s.io/kubernetes/pkg/controller/serviceaccount"
	"k8s.io/kubernetes/pkg/serviceaccount"
)

// store holds the scenario's objects as the server's informers would.
type store struct {
	byType map[string]cache.Indexer
	client kubernetes.Interface
}

const (
	secrets            = "secrets"
	serviceAccounts    = "serviceaccounts"
	pods               = "pods"
	nodes              = "nodes"
	validatingWebhooks = "validatingwebhookconfigurations"
	mutatingWebhooks   = "mutatingwebhookconfigurations"
)

func newStore(manifests []json.RawMessage) (*store, error) {
	s := &store{byType: map[string]cache.Indexer{}}
	for _, name := range []string{secrets, serviceAccounts, pods, nodes, validatingWebhooks, mutatingWebhooks} {
		s.byType[name] = cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	}
	for i, manifest := range manifests {
		object, _, err := scheme.Codecs.UniversalDeserializer().Decode(manifest, nil, nil)
		if err != nil {
			return nil, fmt.Errorf("objects[%d]: %w", i, err)
		}
		if err := s.add(object); err != nil {
			return nil, fmt.Errorf("objects[%d]: %w", i, err)
		}
	}
	// A real client over a transport that knows no more than the informers do: the server asks it for what
	// the informers do not have.
	client, err := kubernetes.NewForConfig(&rest.Config{Host: "http://objects.invalid", QPS: -1, Transport: s})
	if err != nil {
		return nil, err
	}
	s.client = client
	return s, nil
}

func (s *store) add(object runtime.Object) error {
	name := ""
	switch object := object.(type) {
	case *corev1.Secret:
		name = secrets
		// The server stores stringData as data.
		for key, value := range object.StringData {
			if object.Data == nil {
				object.Data = map[string][]byte{}
			}
			object.Data[key] = []byte(value)
		}
		object.StringData = nil
	case *corev1.ServiceAccount:
		name = serviceAccounts
	case *corev1.Pod:
		name = pods
	case *corev1.Node:
		name = nodes
	case *admissionregistrationv1.ValidatingWebhookConfiguration:
		name = validatingWebhooks
	case *admissionregistrationv1.MutatingWebhookConfiguration:
		name = mutatingWebhooks
	default:
		return nil
	}
	if _, exists, err := s.byType[name].Get(object); err != nil || exists {
		return err
	}
	return s.byType[name].Add(object)
}

func (s *store) secretLister() corelisters.SecretLister {
	return corelisters.NewSecretLister(s.byType[secrets])
}

func (s *store) tokenGetter() serviceaccount.ServiceAccountTokenGetter {
	return serviceaccountcontroller.NewGetterFromClient(
		s.client,
		s.secretLister(),
		corelisters.NewServiceAccountLister(s.byType[serviceAccounts]),
		corelisters.NewPodLister(s.byType[pods]),
		corelisters.NewNodeLister(s.byType[nodes]),
		admissionlisters.NewValidatingWebhookConfigurationLister(s.byType[validatingWebhooks]),
		admissionlisters.NewMutatingWebhookConfigurationLister(s.byType[mutatingWebhooks]),
	)
}

// RoundTrip answers the server's own API requests: an object, or the 404 of the API.
func (s *store) RoundTrip(req *http.Request) (*http.Response, error) {
	parts := strings.Split(strings.Trim(req.URL.Path, "/"), "/")
	if len(parts) < 3 {
		return nil, fmt.Errorf("unexpected API request %s %s", req.Method, req.URL)
	}
	group, rest := "", parts[2:] // /api/v1/…
	if parts[0] == "apis" {
		group, rest = parts[1], parts[3:] // /apis/GROUP/VERSION/…
	}
	namespace := ""
	if len(rest) > 2 && rest[0] == "namespaces" {
		namespace, rest = rest[1], rest[2:]
	}
	if len(rest) != 2 {
		return nil, fmt.Errorf("unexpected API request %s %s", req.Method, req.URL)
	}
	resource, name := rest[0], rest[1]
	if namespace == "" && resource != nodes && group == "" {
		// No such route: the client leaves an empty namespace out of the path.
		return answerText404(req), nil
	}
	if indexer, known := s.byType[resource]; known {
		key := name
		if namespace != "" {
			key = namespace + "/" + name
		}
		if object, found, _ := indexer.GetByKey(key); found {
			return answerObject(req, http.StatusOK, object.(runtime.Object))
		}
	}
	status := apierrors.NewNotFound(schema.GroupResource{Group: group, Resource: resource}, name).Status()
	return answerObject(req, http.StatusNotFound, &status)
}

func answerText404(req *http.Request) *http.Response {
	return &http.Response{
		Status:     "404 Not Found",
		StatusCode: http.StatusNotFound,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:  http.Header{"Content-Type": {"text/plain; charset=utf-8"}},
		Body:    io.NopCloser(strings.NewReader("404 page not found\n")),
		Request: req,
	}
}

func answerObject(req *http.Request, status int, object runtime.Object) (*http.Response, error) {
	object = object.DeepCopyObject()
	if kinds, _, err := scheme.Scheme.ObjectKinds(object); err == nil && len(kinds) > 0 {
		object.GetObjectKind().SetGroupVersionKind(kinds[0])
	}
	body, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", status, http.StatusText(status)),
		StatusCode: status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:  http.Header{"Content-Type": {"application/json"}},
		Body:    io.NopCloser(bytes.NewReader(body)),
		Request: req,
	}, nil
}
