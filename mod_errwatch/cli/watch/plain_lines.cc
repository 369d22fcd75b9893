#include "cli/watch/plain_lines.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>

#include "cli/logs/end_signal.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/watch/incident_line.h"
#include "pages/render.h"

namespace errwatch::cli {
namespace {

enum class Written { kAll, kNobodyReads, kEnded, kFailed };

// Not through stdio, which would try again at the end of the program what nobody reads.
Written Write(std::string_view text, const EndSignal& end) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      return Written::kNobodyReads;
    } else if (errno != EINTR) {
      return Written::kFailed;
    } else if (end.came()) {
      return Written::kEnded;
    }
  }
  return Written::kAll;
}

// False: an end was asked for, or nobody reads any more.
bool Wait(const EndSignal& end, Milliseconds time) {
  std::array<pollfd, 2> watched = {pollfd{end.descriptor(), POLLIN, 0}, pollfd{STDOUT_FILENO, 0, 0}};
  ::poll(watched.data(), watched.size(), static_cast<int>(time.count()));
  return !end.came() && (watched[1].revents & (POLLERR | POLLHUP | POLLNVAL)) == 0;
}

int NotWritten() {
  return EndWith(kExitNothing, std::string("cannot write the result: ") + std::strerror(errno));
}

}  // namespace

int WriteLines(Feed& feed, const WatchOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  const EndSignal end;
  // It may be long before there is something to write.
  if (::write(STDOUT_FILENO, "", 0) < 0) return NotWritten();
  std::string told = feed.trouble();
  if (!feed.source().empty()) Complain(feed.source());
  if (!told.empty()) Complain(told);
  while (Wait(end, options.interval)) {
    feed.Refresh();
    if (feed.trouble().empty() != told.empty())
      Complain(feed.trouble().empty() ? "httpd runs again" : feed.trouble());
    told = feed.trouble();
    std::string text;
    for (const IncidentRow& row : feed.news())
      text += (options.format == "jsonl" ? RenderIncidentJson(row) : IncidentText(row)) + "\n";
    switch (Write(text, end)) {
      case Written::kAll:
        break;
      case Written::kNobodyReads:
      case Written::kEnded:
        return kExitDone;
      case Written::kFailed:
        return NotWritten();
    }
  }
  return kExitDone;
}

}  // namespace errwatch::cli
