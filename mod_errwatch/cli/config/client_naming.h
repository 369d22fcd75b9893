// How a server learns for whom a proxy asks, and whose word it takes for it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace errwatch {

// RemoteIPInternalProxy and its like: whose word mod_remoteip takes.
bool ListsProxies(std::string_view directive);

// As the lines of one server or virtual host say it; mod_remoteip's, and mod_rpaf's, which does the same.
struct ClientNaming {
  bool named = false;          // by a header, or by a PROXY header in front of the request
  std::string header_origin;   // "file:line" of the last RemoteIPHeader
  bool lists_proxies = false;  // whose word is taken: without a list mod_remoteip takes everybody's

  void Read(std::string_view directive, std::string_view first_argument, const std::string& origin);
  // A virtual host has its own lines, and the main server's where it has none.
  ClientNaming Under(const ClientNaming& main) const;
  bool BelievesAnybody() const { return !header_origin.empty() && !lists_proxies; }
};

// Of the main server, then of each virtual host, with what it has from there: where the first one stands that
// takes anybody's word. The main server is none where virtual hosts have lists: requests come to those.
std::string WhereAnybodyIsBelieved(std::span<const ClientNaming> servers);

}  // namespace errwatch
