#pragma once

#include <httplib.h>

#include "bundle_host.h"
#include "exchange.h"
#include "routes.h"

/// What GET routes answer with that need no more than the loaded bundle.
namespace earmark::server::pages {

/// The app for browsers, what the reference says for programs.
void root(const httplib::Request& request, httplib::Response& response, const Exchange& exchange);
void docs(const httplib::Request& request, httplib::Response& response, const Exchange& exchange);
void asset(const httplib::Request& request, httplib::Response& response, const Exchange& exchange);
void openapi(httplib::Response& response);
void version(const LoadedBundle& bundle, httplib::Response& response);
void bundles(const LoadedBundle& bundle, httplib::Response& response);

}  // namespace earmark::server::pages
