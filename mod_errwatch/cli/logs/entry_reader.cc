#include "cli/logs/entry_reader.h"

#include <functional>

#include "base/ascii.h"
#include "cli/logs/collector_prefix.h"
#include "cli/logs/log_prefix.h"
#include "cli/logs/request_id.h"
#include "cli/logs/user_in_message.h"
#include "match/decoding.h"
#include "model/client_in_text.h"

namespace errwatch::cli {

namespace {

// Who writes %a writes a port, too.
ClientAddress ClientOf(std::string_view text) {
  const std::optional<ClientAddress> client = ClientAddress::Parse(text);
  if (client) return *client;
  return ClientAddress::Parse(AddressWithoutPort(text, false)).value_or(ClientAddress());
}

// As the server's response hook sees the request, as far as the format holds it.
Entry EntryOf(const AccessLine& line) {
  Entry entry;
  entry.status = line.status;
  entry.method = line.method;
  entry.uri = line.uri;
  entry.args = line.args;
  entry.agent = line.agent;
  entry.referer = line.referer;
  entry.host = line.host;
  entry.cookie = line.cookie;
  entry.headers = line.headers;
  entry.location = line.location;
  entry.vhost = line.vhost;
  entry.user = line.user;
  entry.credentials = line.credentials;
  entry.authenticated = !line.user.empty() && line.status != 0 && line.status < 400;
  entry.opens_no_session = line.opens_session == false;
  return entry;
}

}  // namespace

uint64_t RequestHash(std::string_view id) { return std::hash<std::string_view>()(id) | 1U; }

EntryReader::Read EntryReader::Next(std::string_view line) {
  if (Trim(line).empty()) {
    Read read;
    read.error = "empty line";
    return read;
  }
  switch (kind_) {
    case InputKind::kJsonl:
      return FromJson(line);
    case InputKind::kAccess:
      return FromAccess(line);
    default:
      return FromLog(line);
  }
}

void EntryReader::SetForm(const InputForm& form) {
  kind_ = form.kind;
  access_prefix_ = form.access_prefix;
  if (form.access == access_format_) return;
  access_.reset();
  access_format_ = form.access;
  if (access_format_ != nullptr) access_.emplace(*access_format_);
}

EntryReader::Read EntryReader::FromLog(std::string_view line) {
  const LogLine parsed = lines_.Read(line);
  Read read;
  read.owned = lines_.owned();
  read.entry.message = parsed.message;
  read.entry.module = parsed.module;
  read.entry.referer = AsSent(parsed.referer, unescaped_);
  read.entry.user = AsSent(UserInMessage(parsed.message, parsed.log_id), user_);
  read.entry.vhost = parsed.vhost;
  read.entry.log_id = parsed.log_id;
  read.entry.os_error = parsed.os_error;
  read.entry.level = parsed.level;
  if (parsed.has_level) read.level = parsed.level;
  if (!parsed.client.empty()) read.client = ClientAddress::Parse(parsed.client).value_or(ClientAddress());
  if (!parsed.time.empty()) read.time = clock_.ParseOfLog(parsed.time);
  read.has_prefix = parsed.has_prefix;
  read.other_form = parsed.other_form;
  read.begins_with_client = parsed.begins_with_client;
  if (!read.owned && parsed.has_prefix && !parsed.has_no_id) {
    const auto bytes = static_cast<std::size_t>(parsed.message.data() - parsed.own.data());
    const std::string_view id = RequestIdIn(parsed.own.substr(0, bytes));
    if (!id.empty()) read.request = RequestHash(id);
  }
  // A collector writes around anybody's lines.
  read.of_httpd = (parsed.has_prefix && parsed.wrapping == 0) || parsed.has_level ||
                  parsed.client_form != ClientForm::kNone || parsed.log_id != 0;
  return read;
}

std::string_view EntryReader::AsSent(std::string_view escaped, std::string& space) {
  if (escaped.find('\\') == std::string_view::npos) return escaped;
  space = escaped;
  DecodeBuffer buffer{space.data(), space.size()};
  UndoHttpdEscapes(buffer);
  space.resize(buffer.size);
  return space;
}

EntryReader::Read EntryReader::FromAccess(std::string_view text) {
  Read read;
  AccessLine line;
  std::string_view time;
  const bool fits = access_prefix_ == 0 || TakeAccessPrefix(access_prefix_, text, time);
  if (!fits || !access_ || !access_->Read(text, line)) {
    read.error = "has not the form of its log";
    return read;
  }
  read.entry = EntryOf(line);
  read.client = line.client;
  read.time = line.time;
  if (!read.time && !time.empty()) read.time = clock_.Parse(time);
  read.end = line.end;
  read.whole_seconds = line.whole_seconds;
  read.bytes = line.bytes.value_or(0);
  read.of_httpd = true;
  if (!line.log_id.empty()) read.request = RequestHash(line.log_id);
  if (!line.unique_id.empty()) read.unique_id = RequestHash(line.unique_id);
  return read;
}

EntryReader::Read EntryReader::FromJson(std::string_view line) {
  Read read;
  Result<OwnedEntry> parsed = ParseEntryJson(line);
  if (!parsed) {
    read.error = parsed.error();
    return read;
  }
  owned_ = std::move(parsed).value();
  if (owned_.user.empty() && !owned_.message.empty())
    owned_.user = AsSent(UserInMessage(owned_.message, owned_.log_id), user_);
  read.entry = owned_.View();
  read.level = owned_.level;
  read.client = ClientOf(owned_.client.empty() ? ClientInText(owned_.module, owned_.message) : owned_.client);
  if (!owned_.time.empty()) read.time = clock_.ParseOfLog(owned_.time);
  return read;
}

}  // namespace errwatch::cli
