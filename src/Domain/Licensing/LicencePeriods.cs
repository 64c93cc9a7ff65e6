namespace Cesuur.Domain.Licensing;

/// <summary>All licences of an organisation, at one moment: years that never overlap.</summary>
public sealed class LicencePeriods(IEnumerable<Licence> licences, DateTimeOffset now)
{
    /// <summary>How far from now a year can begin.</summary>
    private const int FarthestYears = 10;

    private readonly List<Licence> _licences = [.. licences.OrderBy(licence => licence.StartsAt)];

    /// <summary>
    /// The kind whose limits apply: the narrowest among the years that have not ended, or else the last
    /// one's. Null: there has never been a licence.
    /// </summary>
    public LicenceKind? Kind =>
        NotEnded.Select(licence => (LicenceKind?)licence.Kind).Min() ?? (_licences.Count > 0 ? _licences[^1].Kind : null);

    /// <summary>Those of which there is something to tell.</summary>
    public IEnumerable<Licence> Due => _licences.Where(licence => licence.NoticeDueAt <= now);

    /// <summary>The present year and those to come, in their order.</summary>
    public IEnumerable<Licence> NotEnded => _licences.Where(licence => licence.EndsAt > now);

    /// <summary>
    /// A year from the given time; without one, from the end of the last year that has not ended, which is a
    /// renewal, or from now.
    /// </summary>
    /// <exception cref="DomainException"><c>licence_overlap</c>, <c>licence_downgrade_refused</c>, <c>licence_start_out_of_range</c></exception>
    public Licence Add(LicenceKind kind, DateTimeOffset? startsAt, LicenceUse use)
    {
        if (startsAt < now.AddYears(-FarthestYears) || startsAt > now.AddYears(FarthestYears))
        {
            throw new DomainException(LicensingErrors.StartOutOfRange, errors: new ErrorDetail(
                "/startsAt", "out_of_range", $"At most {FarthestYears} years from now, either way."));
        }

        kind.RequireRoomFor(use);
        var licence = Licence.Start(kind, startsAt ?? NotEnded.LastOrDefault()?.EndsAt ?? now, now);
        var other = _licences.Find(other => other.StartsAt < licence.EndsAt && licence.StartsAt < other.EndsAt);
        if (other is not null)
        {
            throw new DomainException(LicensingErrors.LicenceOverlap, $"Licence {other.Id} runs from {other.StartsAt:O} to {other.EndsAt:O}.");
        }

        _licences.Add(licence);
        return licence;
    }

    /// <summary>Gives the present and the coming years another kind. Returns those that had not got it yet.</summary>
    /// <exception cref="DomainException"><c>licence_expired</c>, <c>licence_downgrade_refused</c></exception>
    public IReadOnlyList<Licence> ChangeKind(LicenceKind kind, LicenceUse use)
    {
        if (!NotEnded.Any())
        {
            throw new DomainException(LicensingErrors.LicenceExpired, "There is no licence to change: none is valid now or later.");
        }

        kind.RequireRoomFor(use);
        var changed = NotEnded.Where(licence => licence.Kind != kind).ToList();
        changed.ForEach(licence => licence.ChangeKind(kind));
        return changed;
    }

    /// <summary>
    /// Which of the notices whose time has come are worth telling: that the year began, while it lasts, and the
    /// most urgent about its end. A year that another one continues ends without notice, and so does one of
    /// the past that was entered afterwards beside a valid one.
    /// </summary>
    public IReadOnlyList<LicenceNotice> Telling(Licence licence, IReadOnlyCollection<LicenceNotice> reached)
    {
        var telling = new List<LicenceNotice>();
        if (reached.Contains(LicenceNotice.Activated) && licence.IsActive(now))
        {
            telling.Add(LicenceNotice.Activated);
        }

        var aboutEnd = reached.Where(notice => notice != LicenceNotice.Activated).ToList();
        var continued = _licences.Exists(other => other != licence && (other.IsActive(now) || other.StartsAt == licence.EndsAt));
        if (aboutEnd.Count > 0 && !continued)
        {
            telling.Add(aboutEnd.Max());
        }

        return telling;
    }
}
