#include "earmark/tracking/server_address.h"

#include <stdexcept>

namespace earmark::tracking {

ServerAddress ServerAddress::parse(const std::string& text) {
  std::size_t host = 0;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) {
      host = scheme.size();
    }
  }
  if (host == 0 || host == text.size() || text[host] == '/' ||
      text.find_first_of(" \t\n\r") != std::string::npos) {
    throw std::invalid_argument("must be a server's address such as http://127.0.0.1:5000, not \"" +
                                text + "\"");
  }
  if (text.substr(host, text.find('/', host) - host).find('@') != std::string::npos) {
    throw std::invalid_argument(
        "must not hold a name and password: MLFLOW_TRACKING_USERNAME and "
        "MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, do");
  }
  std::string uri = text;
  while (uri.ends_with('/')) {
    uri.pop_back();
  }
  return {uri};
}

}  // namespace earmark::tracking
