using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Delivery;

/// <summary>What is wrong with a recording, as far as a machine can tell; the gravest first.</summary>
public enum SoundFinding
{
    /// <summary>Nothing in it can be decoded as sound.</summary>
    Unreadable,

    /// <summary>Nothing, or next to nothing, is to be heard: the microphone was dead, muted or another one.</summary>
    Silent,

    /// <summary>It can be heard with effort.</summary>
    TooSoft,

    /// <summary>It is distorted: louder than the microphone can take.</summary>
    Clipped,

    /// <summary>The end is missing.</summary>
    BrokenOff,

    /// <summary>It is longer than there was time to speak.</summary>
    TooLong,

    /// <summary>Nothing listened to it: there is no ffmpeg on the server, or it failed.</summary>
    NotMeasured,
}

/// <summary>A recording as ffmpeg heard it.</summary>
public sealed record HeardSound
{
    public required TimeSpan Duration { get; init; }

    /// <summary>Relative to full scale, hence at most 0.</summary>
    public required double MeanDecibel { get; init; }

    /// <summary>Likewise.</summary>
    public required double MaxDecibel { get; init; }

    /// <summary>How much of its duration was below <see cref="SoundMeasurement.SilenceDecibel"/> for half a second or more.</summary>
    public required double SilentPercent { get; init; }

    /// <summary>How many of its samples are within one decibel of full scale.</summary>
    public required double LoudestPercent { get; init; }

    /// <summary>The file stops in the middle.</summary>
    public required bool EndsEarly { get; init; }
}

/// <summary>The measures of a recording, and what follows from them.</summary>
public sealed record SoundMeasurement
{
    /// <summary>Rooms at a test are at −60 to −50; whatever speech there is is above this.</summary>
    public const double SilenceDecibel = -45;

    /// <summary>A sentence spoken into a headset peaks at −20 or above, one that is barely to be understood at −30.</summary>
    public const double SoftDecibel = -30;

    /// <summary>One word in two minutes is half a per cent; a click is less.</summary>
    public const double SilentFromPercent = 99.5;

    /// <summary>Loud speech that is intact has a sample in a thousand there, distorted speech one in twenty.</summary>
    public const double ClippedFromPercent = 1;

    /// <summary>What starting and stopping a recorder adds to the speaking time.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>As it was decoded; absent where nothing was.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>Relative to full scale, hence at most 0.</summary>
    public double? MeanDecibel { get; init; }

    /// <summary>Relative to full scale; about −91 is digital silence.</summary>
    public double? MaxDecibel { get; init; }

    /// <summary>How much of it was silence of half a second or more.</summary>
    public double? SilentPercent { get; init; }

    /// <summary>What is wrong, the gravest first; empty: nothing.</summary>
    public required IReadOnlyList<SoundFinding> Findings { get; init; }

    public static SoundMeasurement NotMeasured { get; } = new() { Findings = [SoundFinding.NotMeasured] };

    /// <param name="sound">What was heard; null: nothing could be decoded.</param>
    /// <param name="brokenOff">Whether its sender never said that it was complete.</param>
    /// <param name="speakingTime">How long there was to speak; null: there was no limit.</param>
    public static SoundMeasurement Of(HeardSound? sound, bool brokenOff, TimeSpan? speakingTime) => sound is null
        ? new() { Findings = brokenOff ? [SoundFinding.Unreadable, SoundFinding.BrokenOff] : [SoundFinding.Unreadable] }
        : new()
        {
            DurationSeconds = Math.Round(sound.Duration.TotalSeconds, 2),
            MeanDecibel = sound.MeanDecibel,
            MaxDecibel = sound.MaxDecibel,
            SilentPercent = Math.Round(sound.SilentPercent, 1),
            Findings = [.. FindingsOf(sound, brokenOff, speakingTime)],
        };

    /// <summary>How long there is to speak at a task, in all of its parts; null: without limit.</summary>
    public static TimeSpan? SpeakingTimeOf(Item item, decimal timeFactor)
    {
        var tasks = item.Interactions.Select(one => one.Interaction).Where(interaction => interaction.Type == ItemType.RecordedSpeech).ToList();
        return tasks.Count > 0 && tasks.TrueForAll(task => task.SpeakingSeconds is not null)
            ? TimeSpan.FromSeconds((double)(tasks.Max(task => task.SpeakingSeconds!.Value) * timeFactor))
            : null;
    }

    private static IEnumerable<SoundFinding> FindingsOf(HeardSound sound, bool brokenOff, TimeSpan? speakingTime)
    {
        if (sound.MaxDecibel < SilenceDecibel || sound.SilentPercent >= SilentFromPercent)
        {
            yield return SoundFinding.Silent;
        }
        else if (sound.MaxDecibel < SoftDecibel)
        {
            yield return SoundFinding.TooSoft;
        }
        else if (sound.LoudestPercent >= ClippedFromPercent)
        {
            yield return SoundFinding.Clipped;
        }

        if (brokenOff || sound.EndsEarly)
        {
            yield return SoundFinding.BrokenOff;
        }

        if (sound.Duration > speakingTime + Margin)
        {
            yield return SoundFinding.TooLong;
        }
    }
}
