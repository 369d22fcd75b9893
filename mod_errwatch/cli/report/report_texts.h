// Every sentence and heading of an incident report, in each language.
// What a category of attack calls for is in advice_texts.h.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "base/phrase.h"

namespace errwatch::cli {

// identifier, text in each language.
// "{1}" to "{4}" stand for what is filled in: numbers, names, foreign texts.
// clang-format off
#define ERRWATCH_REPORT_TEXTS(X) \
  X(kTitle, "Incident report", "インシデント報告書") \
  X(kMadeBy, "errwatch {1}, {2}", "errwatch {1}、{2} 作成") \
  X(kSummary, "Summary", "概要") \
  X(kPeriod, "period", "対象期間") \
  X(kPeriodText, "{1} to {2} ({3})", "{1} から {2} まで ({3})") \
  X(kNoPeriod, "not known: nothing that was read bears a time", "不明: 読んだものに時刻がありません") \
  X(kIncidentCount, "incidents", "インシデント") \
  X(kClientCount, "clients behind them", "関与したクライアント") \
  X(kEntryCount, "entries behind them", "関係するエントリー") \
  X(kBlockedCount, "clients blocked", "ブロックしたクライアント") \
  X(kBlockedByServer, "{1}, as the server recorded it; entries while they were blocked: {2}", \
    "{1} 件 (サーバーの記録による)。ブロック中のエントリー: {2} 件") \
  X(kBlockedByLimits, "{1} would have been by the limits of {3}; entries after that: {2}", \
    "{3} の制限値では {1} 件がブロックされたはずです。その後のエントリー: {2} 件") \
  X(kSuccessCount, "possible successes", "攻撃成功の疑い") \
  X(kNoSuccessText, "none was seen; see what this report cannot know", \
    "見つかりませんでした。「この報告書では分からないこと」も参照してください") \
  X(kSuccessText, "{1}, of which {2} are likely: look at these first", \
    "{1} 件。うち {2} 件は可能性が高いので、最初に確認してください") \
  X(kMinor, "beside them", "その他") \
  X(kMinorText, "{1} clients whose {2} entries alone are no incident: mistyped passwords, dead links, a question or two", \
    "インシデントに至らないクライアント {1} 件、エントリー {2} 件 (パスワードの打ち間違い、リンク切れ、軽い探りなど)") \
  X(kNothingFound, "Nothing was found that is an incident.", "インシデントは検出されませんでした。") \
  X(kAnomalies, "Anomalies", "異常") \
  X(kAnomalyCount, "anomalies, known to no rule", "どのルールにもない異常") \
  X(kAnomaliesNote, "What no rule knows, and what many clients did together. By themselves they charge nobody; what follows for who " \
    "joins an attack that many share, ErrWatchUnderAttack says.", \
    "どのルールも知らないもの、および多数のクライアントに共通するもの。それ自体は誰の加点にもなりません。多数が分担する攻撃に加わったクライアントへの対処は ErrWatchUnderAttack によります。") \
  X(kAnomaliesNone, "None was found in the logs that were read.", "読んだログに異常は見つかりませんでした。") \
  X(kAnomaliesNoTimes, "Nothing could be looked for: what was read bears no times.", "読んだものに時刻がないため、何も調べられませんでした。") \
  X(kAnomaliesMore, "Anomalies that are not listed: {1} (--most N, 0 = all).", \
    "一覧にない異常: {1} 件 (--most N、0 = すべて)。") \
  X(kByCategory, "Incidents by category", "カテゴリー別のインシデント") \
  X(kTopTargets, "What was asked for most", "多く要求された対象") \
  X(kTopNetworks, "Networks that it came from", "発信元のネットワーク") \
  X(kOverTime, "Over time", "時間の推移") \
  X(kChartNote, "Entries that are evidence of something, {1} a column, {2} to {3}.", \
    "攻撃などの証拠となったエントリー。1 本の棒は {1}、{2} から {3} まで。") \
  X(kChartByCategory, "Entries by category", "カテゴリー別のエントリー") \
  X(kChartBlocked, "Entries while their client was blocked, or would have been", \
    "クライアントがブロックされている (またはされているはずの) 間のエントリー") \
  X(kChartTable, "The same as a table", "同じ内容の表") \
  X(kOtherCategories, "others", "その他") \
  X(kBeforeBlockSeries, "not blocked", "ブロック前") \
  X(kAfterBlockSeries, "while blocked", "ブロック中") \
  X(kSuccesses, "Possible successes", "攻撃成功の疑い") \
  X(kSuccessesNote, "Each is a reason to look, not a proof. What to do is said with its incident.", \
    "いずれも確認すべき理由であり、成功の証明ではありません。対応はそれぞれのインシデントに示します。") \
  X(kLikely, "likely", "可能性大") \
  X(kPossible, "possible", "可能性あり") \
  X(kAnswered, "an attack was answered with {1}", "攻撃に {1} で応答しました") \
  X(kFileServed, "a file that is nobody's business was answered with {1}", \
    "公開すべきでないファイルに {1} で応答しました") \
  X(kShellAnswered, "what is known as a web shell was answered with {1}", \
    "既知の Web シェルの名前に {1} で応答しました") \
  X(kUploadTaken, "a file that was sent here ({2}) was taken, answered with {1}", \
    "送られたファイル ({2}) を {1} で受け付けました") \
  X(kUploadUsed, "a file that was sent here ({2}) was then asked for, and answered with {1}", \
    "送られたファイル ({2}) がその後要求され、{1} で応答しました") \
  X(kLoggedIn, "logged in as {2}; failed attempts before: {1}", "{2} としてログインしました。それまでの失敗: {1} 回") \
  X(kLoggedInUnderAttack, "logged in as {2}, an account that many clients attack; its own failed attempts before: {1}", \
    "多数のクライアントが攻撃しているアカウント {2} としてログインしました。このクライアント自身のそれまでの失敗: {1} 回") \
  X(kSharedAttack, "{1}; an attack that many clients share", "{1}。多数のクライアントが分担する攻撃です") \
  X(kFormPassed, "a form that was sent {1} times with the same answer was then answered with {2}", \
    "同じ応答が続いていたフォーム ({1} 回送信) に {2} で応答しました") \
  X(kIncident, "Incident {1}: {2}, {3}", "インシデント {1}: {2}、{3}") \
  X(kAndOthers, "{1} and {2} others", "{1} ほか {2} 件") \
  X(kWhen, "when", "発生日時") \
  X(kWho, "who", "発信元") \
  X(kWhat, "what", "検出した内容") \
  X(kTechnique, "MITRE ATT&CK", "MITRE ATT&CK") \
  X(kHowFar, "how far it went", "影響範囲") \
  X(kFarSuccess, "signs that it succeeded: {1}, see below", "成功の兆候が {1} 件あります。以下を参照してください") \
  X(kFarAnswered, "answered with a success: {1} requests, none of them with a sign that the attack was one", \
    "成功の応答を返したリクエスト: {1} 件。攻撃が成功した兆候はありません") \
  X(kFarRefused, "every answer that is known was a refusal ({1} of {2} are known)", \
    "応答の分かるものはすべて拒否でした (全 {2} 件のうち {1} 件の応答が判明)") \
  X(kFarUnknown, "not known: the logs do not say how the requests were answered", \
    "不明: ログには応答の記録がありません") \
  X(kDone, "what was done", "実施した対処") \
  X(kDoneServer, "blocked at {1} until {2}; entries in that time: {3}", \
    "{1} から {2} までブロック。その間のエントリー: {3} 件") \
  X(kDoneLetIn, "blocked at {1}, let back in at {2}; entries in that time: {3}", \
    "{1} にブロック、{2} に解除。その間のエントリー: {3} 件") \
  X(kDoneByLimits, "would have been blocked at {1} until {2}; entries in that time: {3}", \
    "{1} から {2} までブロックされたはずです。その間のエントリー: {3} 件") \
  X(kDoneNow, "blocked until {1} by the state file; requests denied: {2}", \
    "{1} までブロック中 (状態ファイルによる)。拒否したリクエスト: {2} 件") \
  X(kDoneReported, "over the limit at {1}, reported only", "{1} に制限値を超過。報告のみでブロックせず") \
  X(kDoneNothing, "nothing: no limit was reached", "なし: 制限値に達していません") \
  X(kDoneNoTimes, "nothing is known: limits need times", "不明: 制限値の判定には時刻が必要です") \
  X(kDoneMore, "blocks more: {1}", "ほかのブロック: {1} 件") \
  X(kSigns, "Signs of success", "成功の兆候") \
  X(kRules, "What was recognised", "検出したルール") \
  X(kEvidence, "Evidence", "証拠") \
  X(kEvidenceNote, "The first entry of each rule, and the last one.", \
    "各ルールの最初のエントリーと、全体の最後のエントリーです。") \
  X(kTrail, "In the access log", "アクセスログの記録") \
  X(kTrailText, "{1} requests from {2} to {3}; by status: {4}", \
    "{2} から {3} までのリクエスト {1} 件。ステータス別: {4}") \
  X(kTrailNote, "The first and the last requests, and those that stand out.", \
    "最初と最後のリクエスト、および目立つものを示します。") \
  X(kNotInTrail, "None of its requests is in the access logs that were read.", \
    "読んだアクセスログに、このインシデントのリクエストはありません。") \
  X(kToDo, "What to do", "推奨する次の対応") \
  X(kAdviceAbove, "As said of incident {1}: {2}.", "{2}: インシデント {1} に示した対応と同じです。") \
  X(kWeakness, "weakness", "狙われた弱点") \
  X(kClose, "how to close it", "弱点の塞ぎ方") \
  X(kContain, "contain", "封じ込め") \
  X(kInvestigate, "investigate", "調査") \
  X(kFix, "fix", "修正") \
  X(kTell, "tell", "連絡") \
  X(kPrevent, "prevent", "再発防止") \
  X(kMoreIncidents, "Incidents that are not told one by one: {1} (--most N, 0 = all); all are in --format json.", \
    "個別に示していないインシデント: {1} 件 (--most N、0 = すべて)。--format json にはすべて含まれます。") \
  X(kChangedFiles, "Files that changed since the attack began", "攻撃の開始以降に変更されたファイル") \
  X(kChangedSince, "Below {1}, since {2}: the first entry of an incident, less one minute.", \
    "{1} 以下で、{2} (インシデントの最初のエントリーの 1 分前) 以降に変更されたものです。") \
  X(kChangedLinkedRoot, "{1} leads to {2}; links below it were not followed.", \
    "{1} の実体は {2} です。その下のリンクはたどっていません。") \
  X(kChangedNone, "None.", "ありません。") \
  X(kChangedAsked, "asked for by a hostile client", "攻撃元が要求したもの") \
  X(kChangedScript, "script or program", "スクリプトまたはプログラム") \
  X(kChangedLink, "link, not followed", "リンク (たどっていません)") \
  X(kChangedMore, "Changed files that are not listed: {1}.", "一覧にない変更されたファイル: {1} 件。") \
  X(kChangedUnread, "Directories and files that could not be read: {1}. They need other rights, or lie too deep.", \
    "読めなかったディレクトリーとファイル: {1} 件。権限が足りないか、階層が深すぎます。") \
  X(kChangedCut, "The search ended after {1} files; what lies behind them was not looked at.", \
    "{1} ファイルで探索を打ち切りました。その先は調べていません。") \
  X(kDigestLeftOut, "too large: --docroot hashes {1} bytes in all", \
    "大きすぎます: --docroot がハッシュを計算するのは合計 {1} バイトまで") \
  X(kDigestUnread, "could not be read", "読めませんでした") \
  X(kChangedNoTimes, "Not looked for: no entry of an incident bears a time.", \
    "調べていません: インシデントのエントリーに時刻がありません。") \
  X(kLookedAt, "What was looked at", "調べたもの") \
  X(kErrorLogSource, "error log", "エラーログ") \
  X(kJsonlSource, "JSON lines", "JSON Lines") \
  X(kAccessLogSource, "access log", "アクセスログ") \
  X(kEventLogSource, "event log", "イベントログ") \
  X(kStateSource, "state file", "状態ファイル") \
  X(kRulesFrom, "{1} rules and the limits of {2}", "{2} のルール {1} 個と制限値") \
  X(kCannotKnow, "What this report cannot know", "この報告書では分からないこと") \
  X(kNoAnswers, "An error log does not say how a request was answered: give the access logs (--access-log) to see what succeeded.", \
    "エラーログだけでは、リクエストにどう応答したかが分かりません。何が成功したかを見るには、アクセスログを指定してください (--access-log)。") \
  X(kNoBodies, "Access logs hold no bodies: what was posted or uploaded is not seen, only that it was.", \
    "アクセスログに本文はありません。POST やアップロードがあったことは分かりますが、その内容は分かりません。") \
  X(kTooShortForUsual, "What is usual is not known before some days were read: new kinds of entries, bursts, rises and silence were not looked for. Read rotated logs, too, or the event log.", \
    "何日分かのログを読むまで通常の状態は分かりません。新しい種類のエントリー、急増、増加、途絶は調べていません。ローテートされたログかイベントログも読んでください。") \
  X(kNoDisk, "Files on disk were not looked at: --docroot lists what changed since the attack began.", \
    "ディスク上のファイルは調べていません。--docroot を指定すると、攻撃の開始以降に変更されたものを一覧にします。") \
  X(kDiskTimes, "Times of files can be set by whoever may write them, and files outside of the directory that was named were not looked at.", \
    "ファイルの時刻は、書き込める者なら偽装できます。また、指定したディレクトリーの外は調べていません。") \
  X(kNotRecorded, "That clients were blocked is worked out from the log by the limits in force, not recorded by the server: give its event log or state file for what it did.", \
    "ブロックはサーバーの記録ではなく、ログと現在の制限値から計算したものです。実際の対処を見るには、イベントログか状態ファイルを指定してください。") \
  X(kUnloggedAttacks, "What left no entry is not in it: an attack that no rule knows, or a log that was changed or removed.", \
    "エントリーを残さなかったものは含まれません。どのルールにも当たらない攻撃や、改ざん・削除されたログがこれに当たります。") \
  X(kAddresses, "An address is not a person: it may be a proxy's, a rented or a stolen machine's.", \
    "アドレスは人ではありません。プロキシ、借りたマシン、乗っ取られたマシンのこともあります。") \
  X(kWithoutTime, "Lines without a time stamp, taken with the line before them: {1}.", \
    "時刻がなく、前の行と同時とみなした行: {1} 行。") \
  X(kUntimed, "No line has a time: limits, which count within a time, judged nobody, and there is no order of events.", \
    "どの行にも時刻がありません。一定時間内で数える制限値は判定できず、出来事の順序も分かりません。") \
  X(kUnusable, "Lines that could not be read: {1}.", "読めなかった行: {1} 行。") \
  X(kOtherZone, "The error log, which names no zone, seems to be of another time zone than it was read in: its entries find their requests in the access log with TZ={1}.", \
    "タイムゾーンのないエラーログは、読み取りに使ったものとは別のタイムゾーンで書かれたようです。TZ={1} とすれば、アクセスログのリクエストと結び付きます。") \
  X(kFiltered, "Lines left out by --since, --until or --client: {1}.", \
    "--since、--until、--client により除外した行: {1} 行。") \
  X(kAllowedClients, "Entries of clients on the allow list, which are in no incident: {1}.", \
    "許可リストにあるクライアントのエントリー (インシデントに含みません): {1} 件。") \
  X(kNobodyNamed, "No line names a client.", "クライアントの書かれた行がありません。") \
  X(kLeftOutClients, "Clients beyond those that can be told apart, whose entries are in no incident: {1}.", \
    "区別できる数を超えたクライアント (そのエントリーはインシデントに含みません): {1} 件。") \
  X(kAnonymized, "Anonymized: {1}", "匿名化: {1}") \
  X(kAnonymizedWhat, "addresses are client-N, names of users user-N, long random parts of paths and secrets ***, the same each time within this report. There is no way back and no list. Names of hosts, of files and other texts that clients sent are as they were.", \
    "アドレスは client-N、ユーザー名は user-N、パスの中の長い乱数や秘密は *** に置き換えました。この報告書の中では同じものに同じ名前が付きます。元に戻す方法も対応表もありません。ホスト名、ファイル名、クライアントが送ったその他の文字列はそのままです。") \
  X(kColumnCount, "count", "件数") \
  X(kColumnIncidents, "incidents", "インシデント") \
  X(kColumnEntries, "entries", "エントリー") \
  X(kColumnClients, "clients", "クライアント") \
  X(kColumnCategory, "category", "カテゴリー") \
  X(kColumnMeaning, "what it is", "意味") \
  X(kColumnAbout, "what it is about", "対象") \
  X(kColumnTarget, "target", "対象") \
  X(kColumnNetwork, "network", "ネットワーク") \
  X(kColumnTime, "time ({1})", "時刻 ({1})") \
  X(kColumnClient, "client", "クライアント") \
  X(kColumnSign, "sign", "兆候") \
  X(kColumnHow, "how sure", "確度") \
  X(kColumnRequest, "request", "リクエスト") \
  X(kColumnWhere, "where", "場所") \
  X(kColumnRule, "rule", "ルール") \
  X(kColumnSees, "what it sees", "検出するもの") \
  X(kColumnEntry, "entry", "エントリー") \
  X(kColumnStatus, "status", "ステータス") \
  X(kColumnBytes, "bytes", "バイト") \
  X(kColumnLines, "lines", "行") \
  X(kColumnKind, "kind", "種類") \
  X(kColumnFile, "file", "ファイル") \
  X(kColumnFrom, "from ({1})", "開始 ({1})") \
  X(kColumnTo, "to ({1})", "終了 ({1})") \
  X(kColumnTrouble, "could not be read", "読めなかったもの") \
  X(kColumnOwner, "owner", "所有者") \
  X(kColumnMode, "mode", "モード") \
  X(kColumnChanged, "changed ({1})", "変更 ({1})") \
  X(kColumnNote, "note", "備考") \
  X(kColumnDigest, "SHA-256", "SHA-256") \
  X(kListComma, ", ", "、") \
  X(kListBreak, "; ", "。") \
  X(kCountOf, "{1} {2}", "{2} {1} 件") \
  X(kMailSubject, "errwatch: incidents: {1}, possible successes: {2}", \
    "errwatch: インシデント {1} 件、攻撃成功の疑い {2} 件") \
  X(kMailSubjectAnomalies, "errwatch: no incidents, anomalies: {1}", \
    "errwatch: インシデントなし、異常 {1} 件") \
  X(kMailSubjectNone, "errwatch: no incidents", "errwatch: インシデントなし")
// clang-format on

enum class Say : uint8_t {
#define ERRWATCH_REPORT_ENUM(id, ...) id,
  ERRWATCH_REPORT_TEXTS(ERRWATCH_REPORT_ENUM)
#undef ERRWATCH_REPORT_ENUM
};

inline constexpr auto kReportTexts = std::to_array<PhraseTexts>({
#define ERRWATCH_REPORT_TEXT(id, ...) PhraseTexts{__VA_ARGS__},
    ERRWATCH_REPORT_TEXTS(ERRWATCH_REPORT_TEXT)
#undef ERRWATCH_REPORT_TEXT
});
static_assert(std::ranges::all_of(kReportTexts, IsTranslated), "a text lacks a language, or a place in one");

constexpr std::string_view Text(Language language, Say what) {
  return In(language, kReportTexts[static_cast<std::size_t>(what)]);
}

}  // namespace errwatch::cli
