#include "cli/doctor/share_advice.h"

#include <string>
#include <string_view>

namespace errwatch::cli {
namespace {

bool Has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// By the reason that errwatch-share gives (scripts/share/message.py), where there is more than one remedy.
const char* AdviceOnCutOff(const std::string& text) {
  if (Has(text, "it has shards = "))
    return "shards has to be the same on all hosts: errwatch-share --check says which one has another; "
           "change it where it is wrong, in /etc/errwatch/share.toml, and restart errwatch-share there";
  if (Has(text, "its messages have version "))
    return "all hosts need errwatch-share of one release: errwatch-share --check says which one has another; "
           "install the same packages on all, and restart errwatch-share";
  return "look at that host, what it sends and its clock; it is heard again after a pause, longer each time; "
         "docs/many-hosts.md, \"Security\"";
}

const char* AdviceOnName(const std::string& text) {
  if (Has(text, "own memory"))
    return "on the machine that was copied: stop httpd, remove its state file, start httpd; then give each "
           "host its own host = \"...\" in /etc/errwatch/share.toml (docs/many-hosts.md, \"Set up\")";
  return "give each its own host = \"...\" in /etc/errwatch/share.toml and restart errwatch-share; a machine "
         "that was copied needs a new state file, too (docs/many-hosts.md, \"Set up\")";
}

}  // namespace

const char* AdviceOn(const ShareTrouble& trouble) {
  switch (trouble.kind) {
    case ShareTroubleKind::kNotRunning:
      return "systemctl enable --now errwatch-share; if it runs, journalctl -u errwatch-share -u "
             "'errwatch-exchange@*' says what keeps it from sharing";
    case ShareTroubleKind::kNotReached:
      return "errwatch-share --check says what is wrong; docs/many-hosts.md, \"When something is gone\"";
    case ShareTroubleKind::kOwnName:
    case ShareTroubleKind::kPeerName:
      return AdviceOnName(trouble.text);
    case ShareTroubleKind::kUnsigned:
      return "compare key_file on all hosts (sha256sum /etc/errwatch/secrets/share/group.key), restart "
             "errwatch-share where it was another; docs/many-hosts.md, \"Security\"";
    case ShareTroubleKind::kCutOff:
      return AdviceOnCutOff(trouble.text);
    case ShareTroubleKind::kLost:
      return "what it had counted here stays; docs/many-hosts.md, \"When something is gone\", has the "
             "reasons";
  }
  return "";
}

}  // namespace errwatch::cli
