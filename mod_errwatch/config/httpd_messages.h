// Which of httpd's numbered messages tell about a client, at which level and in which modules: the table
// config/httpd_messages.tsv, which scripts/httpd_messages.py makes from httpd's source.
#pragma once

#include <span>
#include <string_view>

#include "model/level.h"
#include "model/log_id.h"

namespace errwatch {

struct HttpdMessage {
  LogId number;
  std::string_view level;    // as LogLevel names it
  std::string_view modules;  // short names, separated by commas
};

std::span<const HttpdMessage> HttpdMessages();  // by number
// Null: httpd has no such message, or it tells of no client.
const HttpdMessage* FindHttpdMessage(LogId number);

}  // namespace errwatch
