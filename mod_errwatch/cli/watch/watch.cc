#include "cli/watch/watch.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>

#include "cli/logs/end_signal.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/server/by_hand.h"
#include "cli/watch/feed.h"
#include "cli/watch/layout.h"
#include "cli/watch/model.h"
#include "cli/watch/plain_lines.h"
#include "cli/watch/screen.h"

namespace errwatch::cli {
namespace {

using Clock = std::chrono::steady_clock;

std::string Fulfil(const Wish& wish, const LiveOptions& live) {
  if (wish.kind == Wish::Kind::kBlock) {
    BlockOptions options;
    options.live = live;
    options.address = wish.address;
    options.scope = wish.scope;
    options.reason = "errwatch watch";
    const auto outcome = BlockByHand(options);
    const auto* refusal = std::get_if<Refusal>(&outcome);
    return refusal != nullptr ? refusal->text : TextOf(std::get<BlockedByHand>(outcome));
  }
  UnblockOptions options;
  options.live = live;
  options.address = wish.address;
  const auto outcome = UnblockByHand(options);
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) return refusal->text;
  std::string text;
  for (const HandledClient& client : std::get<UnblockedByHand>(outcome).clients)
    text += (text.empty() ? "" : "; ") + UnblockedText(client);
  return text;
}

class View {
 public:
  View(Feed& feed, const WatchOptions& options, TerminalScreen& screen)
      : feed_(feed), options_(options), screen_(screen) {}

  int Run(const EndSignal& end) {
    model_.Take(feed_);
    if (!feed_.source().empty()) model_.Say(feed_.source());
    Clock::time_point next = Clock::now() + options_.interval;
    while (!end.came()) {
      Draw();
      if (!Wait(end, next)) return kExitDone;
      const std::string shown = model_.shown_client();
      while (const auto key = screen_.Read()) {
        if (!Obey(model_.Press(*key))) return kExitDone;
      }
      if (model_.shown_client() != shown) TellStory();
      if (Clock::now() < next) continue;
      Refresh();
      next = Clock::now() + options_.interval;
    }
    return kExitDone;
  }

 private:
  void Refresh() {
    feed_.Refresh();
    model_.Take(feed_);
    TellStory();
  }

  void TellStory() {
    const std::string client = model_.shown_client();
    if (!client.empty()) model_.Tell(feed_.StoriesOf(client));
  }

  void Draw() {
    model_.SetRows(RowsFor(model_, screen_.size()));
    screen_.Draw(LayOut(model_, screen_.size()));
  }

  // Until a key, a signal or the time. False where the terminal is gone.
  static bool Wait(const EndSignal& end, Clock::time_point next) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
    std::array<pollfd, 2> watched = {pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{end.descriptor(), POLLIN, 0}};
    ::poll(watched.data(), watched.size(), left < 0 ? 0 : static_cast<int>(left));
    return (watched[0].revents & (POLLERR | POLLHUP | POLLNVAL)) == 0;
  }

  // False: the end.
  bool Obey(const Wish& wish) {
    switch (wish.kind) {
      case Wish::Kind::kQuit:
        return false;
      case Wish::Kind::kBlock:
      case Wish::Kind::kUnblock:
        model_.Say(Fulfil(wish, options_.live));
        Refresh();
        break;
      case Wish::Kind::kNothing:
        break;
    }
    return true;
  }

  Feed& feed_;
  const WatchOptions& options_;
  TerminalScreen& screen_;
  WatchModel model_;
};

int Show(Feed& feed, const WatchOptions& options) {
  const EndSignal end;  // before the screen, which would have a handler of its own
  auto screen = TerminalScreen::Open(ColourOn(STDOUT_FILENO));
  if (!screen) {
    Complain(screen.error() + "; errwatch watch | cat writes lines");
    return kExitNothing;
  }
  return View(feed, options, *screen.value()).Run(end);
}

}  // namespace

int RunWatch(const WatchOptions& options) {
  Result<Feed> feed = Feed::Open(options.live);
  if (!feed) return EndWith(kExitNothing, feed.error());
  const bool on_terminal = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
  if (!on_terminal || options.format != "text") return WriteLines(feed.value(), options);
  return Show(feed.value(), options);
}

}  // namespace errwatch::cli
