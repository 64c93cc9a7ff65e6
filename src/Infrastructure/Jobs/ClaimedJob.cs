using Cesuur.Domain;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Licensing;

namespace Cesuur.Infrastructure.Jobs;

/// <summary>
/// A job that one worker holds until its lease runs out. <paramref name="Attempt"/>, 1 for the first, is the
/// worker's claim to it: a later one has a higher number, and then nothing the earlier one says counts.
/// </summary>
public sealed record ClaimedJob(Id<Organisation> Organisation, Id<Job> Id, string Kind, string Arguments, int Attempt);
