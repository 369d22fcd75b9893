// The syslog facilities that ErrWatchEventLog knows, by name.
#pragma once

#include <syslog.h>

#include <array>
#include <string_view>

namespace errwatch {

struct SyslogFacility {
  std::string_view name;
  int value;  // of <syslog.h>
};

inline constexpr std::array<SyslogFacility, 20> kSyslogFacilities = {{
    {"auth", LOG_AUTH},     {"authpriv", LOG_AUTHPRIV}, {"cron", LOG_CRON},     {"daemon", LOG_DAEMON},
    {"ftp", LOG_FTP},       {"kern", LOG_KERN},         {"lpr", LOG_LPR},       {"mail", LOG_MAIL},
    {"news", LOG_NEWS},     {"syslog", LOG_SYSLOG},     {"user", LOG_USER},     {"uucp", LOG_UUCP},
    {"local0", LOG_LOCAL0}, {"local1", LOG_LOCAL1},     {"local2", LOG_LOCAL2}, {"local3", LOG_LOCAL3},
    {"local4", LOG_LOCAL4}, {"local5", LOG_LOCAL5},     {"local6", LOG_LOCAL6}, {"local7", LOG_LOCAL7},
}};

// As httpd's own ErrorLog syslog.
inline constexpr SyslogFacility kDefaultFacility = {"local7", LOG_LOCAL7};

}  // namespace errwatch
