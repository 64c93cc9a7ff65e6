namespace Cesuur.Domain.Sessions;

/// <summary>Groups exam sessions, such as those of one exam period: the result list and the secrecy of the content are per moment.</summary>
public sealed class ExamMoment : TenantOwned, IIdentified, ISearchable
{
    private ExamMoment()
    {
    }

    public static string IdPrefix => "mom";

    public Id<ExamMoment> Id { get; private set; }

    public string Name { get; private set; } = null!;

    public string SearchKey { get; private set; } = null!;

    /// <summary>The first day on which there can be a session of it.</summary>
    public DateOnly StartsOn { get; private set; }

    /// <summary>The last one.</summary>
    public DateOnly EndsOn { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static ExamMoment Create(string name, DateOnly startsOn, DateOnly endsOn, DateTimeOffset now)
    {
        var moment = new ExamMoment { Id = Id<ExamMoment>.New(), CreatedAt = now };
        moment.Change(name, startsOn, endsOn);
        return moment;
    }

    public void Change(string name, DateOnly startsOn, DateOnly endsOn)
    {
        if (endsOn < startsOn)
        {
            throw new DomainException(ExamSessionErrors.Times, "An exam moment does not end before it begins.");
        }

        Name = name;
        SearchKey = Domain.SearchKey.Of(name);
        StartsOn = startsOn;
        EndsOn = endsOn;
    }

    public bool Includes(DateOnly day) => day >= StartsOn && day <= EndsOn;
}
