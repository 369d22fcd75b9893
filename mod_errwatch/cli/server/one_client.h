// `errwatch clients ADDRESS`: all that a server knows of one client.
#pragma once

#include <string>

#include "cli/server/block_target.h"
#include "cli/server/status.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

// Whether the shown one is the target itself, or has all of it: a range, or a client of a server that made
// wider ones.
bool IsOf(const BlockTarget& target, const ShownClient& shown);

// Of everything that a snapshot has, what is about this client or range: its rows, in every scope, those of
// the blocked ranges that it is in, and their incidents.
void KeepOnly(const BlockTarget& target, Snapshot& snapshot);

// All that a server knows of the target.
Snapshot TakeOne(const LiveServer& server, const BlockTarget& target, store::SnapshotOptions wanted = {});

// A paragraph for each row, then the incidents, the newest first.
std::string OneClientText(const Snapshot& snapshot, bool colour);

// Exit status 1 where the server does not know it.
int RunOneClient(const ClientsOptions& options);

}  // namespace errwatch::cli
