namespace Cesuur.Domain.Sessions;

/// <summary>What an invigilator saw.</summary>
public enum Presence
{
    Present,

    /// <summary>Came after the beginning.</summary>
    Late,

    /// <summary>Has not come: the code does not start.</summary>
    Absent,
}
