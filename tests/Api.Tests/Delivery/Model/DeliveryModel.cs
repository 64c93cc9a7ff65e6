namespace Cesuur.Api.Tests.Delivery.Model;

/// <summary>What an act comes to: it is done, or refused with one of these codes.</summary>
/// <param name="Refusals">None: it is done.</param>
internal sealed record Verdict(params string[] Refusals)
{
    public static readonly Verdict Done = new();

    /// <summary>What the answer says beyond that, where it says something.</summary>
    public string? Says { get; init; }

    public bool IsDone => Refusals.Length == 0;

    public override string ToString() => IsDone ? $"done {Says}".TrimEnd() : string.Join(" or ", Refusals);
}

/// <summary>
/// What a sitting should be by the rules of delivery: one candidate, and a clock that goes minute by minute. It keeps what is
/// left of each time and counts it down, where the product keeps deadlines and moves them.
/// </summary>
internal sealed class DeliveryModel(ModelTest test, ModelAccommodations accommodations)
{
    private static readonly Verdict Closed = new("sitting_closed");
    private static readonly Verdict WrongState = new("sitting_state");
    private static readonly Verdict StoodStill = new("sitting_paused");
    private static readonly Verdict WrongDevice = new("wrong_device");
    private static readonly Verdict NoTimeLeft = new("no_time_left");
    private static readonly Verdict UnknownFragment = new("invalid_request");

    private readonly IReadOnlyList<ModelStep> _steps = test.Steps();
    private readonly Dictionary<string, Saved> _saved = [];
    private readonly Dictionary<string, int> _played = [];
    private readonly Dictionary<string, int> _replays = [];
    private readonly HashSet<string> _granted = [];
    private readonly List<string> _messages = [];
    private readonly List<string> _log = [];
    private bool _identityChecked;
    private int _extra;
    private int _breaksTaken;
    private int? _section;
    private int? _item;

    /// <summary>As the API writes it; null: nobody has typed the code.</summary>
    public string? State { get; private set; }

    /// <summary>The device with the living token; null: none.</summary>
    public int? Holder { get; private set; }

    public int Step { get; private set; }

    /// <summary>Minutes of the test; null until it starts.</summary>
    public int? Left { get; private set; }

    /// <summary>Minutes of the step, where it has fewer than the test.</summary>
    public int? LeftOfStep => Least is { } least && least < Left ? least : null;

    /// <summary>Minutes of a break; null: there is none.</summary>
    public int? Break { get; private set; }

    public string? EndedBy { get; private set; }

    /// <summary>Points, and how often they were counted; null: never.</summary>
    public (int Points, int Number)? Result { get; private set; }

    /// <summary>How often it was a rater's turn.</summary>
    public int Ratings { get; private set; }

    /// <summary>Time has brought about something that nobody has looked at since; the server itself is two seconds late at most.</summary>
    public bool Lags { get; private set; }

    /// <summary>The end of a break is among it: until then answers are refused as in the break.</summary>
    public bool BreakLags { get; private set; }

    public bool IsOver => State is "rated" or "to_rate" or "terminated";

    public IReadOnlyList<ModelStep> Steps => _steps;

    /// <summary>In the order in which it happened.</summary>
    public IReadOnlyList<string> Log => _log;

    public IEnumerable<Saved> SavedAnswers => _saved.Values;

    public bool CanBreak => State == "started" && _breaksTaken < accommodations.Breaks;

    public Saved? SavedOf(string item) => _saved.GetValueOrDefault(item);

    public bool IsGranted(string fragment) => _granted.Contains(fragment);

    private int? Least => _section < _item || _item is null ? _section : _item;

    private bool Started => Left is not null;

    // In halves, and all limits are even.
    private int? Scaled(int? minutes) => minutes * (100 + accommodations.Percent + 100 * accommodations.Minutes / ModelTest.Minutes) / 100;

    /// <summary>All that the holder's screen is told, times apart.</summary>
    public string Shown()
    {
        var step = State == "started" ? _steps[Step] : null;
        return Picture(
            State!, Step, Break is not null, Started ? accommodations.Breaks - _breaksTaken : 0,
            step?.Items.Select(item => item.Identifier) ?? [],
            step?.Items.Select(item => SavedOf(item.Identifier)).OfType<Saved>() ?? [],
            step?.Fragments.Select(fragment => Plays(fragment.Key)) ?? [],
            _messages);
    }

    /// <summary>The same of what the API tells.</summary>
    public static string Picture(
        string state, int step, bool hasBreak, int breaks, IEnumerable<string> items, IEnumerable<Saved> saved, IEnumerable<string> plays, IEnumerable<string> messages) =>
        $"{state}{(hasBreak ? " for a break" : "")}, step {step}, {breaks} breaks, items [{string.Join(' ', items)}], "
        + $"saved [{string.Join(' ', saved.OrderBy(one => one.Item, StringComparer.Ordinal).Select(one => $"{one.Item}={one.Answer}/{one.Revision}"))}], "
        + $"plays [{string.Join(' ', plays.Order(StringComparer.Ordinal))}], messages [{string.Join(' ', messages)}]";

    public Verdict Do(Act act) => act switch
    {
        Act.LetPass(var minutes) => LetPass(minutes),
        Act.WrongCode => new("code_unknown"),
        Act.CheckIn(var device) => CheckIn(device),
        Act.SaveSeveral(var device, var answers) => Verdict.Done with { Says = string.Join(", ", answers.Select(answer => $"{answer.Item} {(device == Holder ? Save(answer) : WrongDevice)}")) },
        Act.OfDevice of when of.Device != Holder => WrongDevice,
        Act.Start => Start(),
        Act.Look => Look(),
        Act.Save(_, var answer) => Save(answer),
        Act.Advance(_, var from) => WhileRunning(() => Advance(from)),
        Act.TakeBreak => WhileRunning(TakeBreak),
        Act.EndBreak => State != "paused" ? WrongState : Break is null ? StoodStill : Resume("candidate"),
        Act.Finish => IsOver ? Verdict.Done with { Says = State } : WhileRunning(Finish),
        Act.RequestPlay(_, var fragment) => WhileRunning(() => RequestPlay(fragment)),
        Act.FetchPlay(var fragment) => WhileRunning(() => FetchPlay(fragment)),
        Act.CheckIdentity => CheckIdentity(),
        Act.AddTime(var minutes) => WhileNotOver(() => AddTime(minutes)),
        Act.Pause => WhileRunning(Pause),
        Act.Resume => State != "paused" ? WrongState : Resume("key"),
        Act.Tell(var text) => WhileNotOver(() => Tell(text)),
        Act.Terminate(var scored) => WhileNotOver(() => Terminate(scored)),
        Act.Reopen(var minutes) => Reopen(minutes),
        Act.ReleaseDevice => WhileNotOver(ReleaseDevice),
        Act.GrantReplay(var fragment) => test.Fragments[fragment] is null ? UnknownFragment : WhileNotOver(() => GrantReplay(fragment)),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <summary>The server has noticed by itself what time has brought about.</summary>
    public void Noticed() => (Lags, BreakLags) = (false, false);

    private Verdict LetPass(int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            if (State == "started")
            {
                Tick();
            }
            else if (Break is not null && --Break == 0)
            {
                Resume("server");
                (Lags, BreakLags) = (true, true);
            }
        }

        return Verdict.Done;
    }

    private void Tick()
    {
        Left--;
        _section--;
        _item--;
        if (Left == 0)
        {
            TimeOut(next: null);
        }
        else if (_section == 0)
        {
            TimeOut(_steps.Index().Where(one => one.Index > Step && one.Item.Section != _steps[Step].Section).Select(one => (int?)one.Index).FirstOrDefault());
        }
        else if (_item == 0)
        {
            TimeOut(Step + 1 < _steps.Count ? Step + 1 : null);
        }
    }

    private void TimeOut(int? next)
    {
        Lags = true;
        if (next is { } step)
        {
            Enter(step);
            Note("step_timed_out", "server", $"{step}");
        }
        else
        {
            End("deadline");
            Note("timed_out", "server");
        }
    }

    private void Enter(int step)
    {
        if (step == 0 || _steps[step].Section != _steps[step - 1].Section)
        {
            _section = Scaled(_steps[step].Section.Minutes);
        }

        Step = step;
        _item = Scaled(_steps[step].Minutes);
    }

    // What a machine can score is scored at once; what needs a person waits for one.
    private void End(string by, bool scored = true)
    {
        (EndedBy, Break) = (by, null);
        State = !scored ? "terminated" : test.Items.Any(item => item.IsOpen) ? "to_rate" : "rated";
        if (State == "rated")
        {
            Result = (_saved.Values.Count(answer => answer.Answer == "b"), (Result?.Number ?? 0) + 1);
        }

        Ratings += State == "to_rate" ? 1 : 0;
    }

    private Verdict CheckIn(int device) => WhileNotOver(() =>
    {
        Note(State is null ? "checked_in" : "device_changed", "candidate");
        State ??= "checked_in";
        Holder = device;
        return Verdict.Done with { Says = State };
    });

    private Verdict Start()
    {
        if (IsOver || Started)
        {
            return IsOver ? Closed : Verdict.Done;
        }

        if (test.ChecksIdentity && !_identityChecked)
        {
            return new("identity_not_checked");
        }

        State = "started";
        Left = Scaled(ModelTest.Minutes) + _extra;
        Enter(0);
        return Logged("started", "candidate");
    }

    private Verdict Look()
    {
        if (!IsOver)
        {
            Noticed();
        }

        return Verdict.Done;
    }

    private Verdict Save(Saved answer)
    {
        if (State == "paused")
        {
            return StoodStill;
        }

        if (State != "started")
        {
            return Lags ? new("sitting_closed", "step_closed") : Closed; // both are true of what comes late
        }

        if (_steps[Step].Items.All(item => item.Identifier != answer.Item))
        {
            return new("step_closed");
        }

        var known = SavedOf(answer.Item);
        if (known?.Revision > answer.Revision)
        {
            return new("stale_revision");
        }

        if (known?.Revision == answer.Revision && known.Answer != answer.Answer)
        {
            return new("revision_reused");
        }

        _saved[answer.Item] = answer;
        return Verdict.Done with { Says = $"{answer.Revision}" };
    }

    private Verdict Advance(int from)
    {
        if (from != Step)
        {
            return Verdict.Done;
        }

        if (Step + 1 == _steps.Count)
        {
            return new("no_next_step");
        }

        Enter(Step + 1);
        return Logged("step_advanced", "candidate", $"{Step}");
    }

    private Verdict TakeBreak()
    {
        if (_breaksTaken == accommodations.Breaks)
        {
            return new("no_break_left");
        }

        _breaksTaken++;
        (State, Break) = ("paused", accommodations.BreakMinutes);
        return Logged("break_taken", "candidate");
    }

    private Verdict Resume(string by)
    {
        (State, Break) = ("started", null);
        return Logged("resumed", by);
    }

    private Verdict Finish()
    {
        if (!test.CanFinishEarly && !(Step == _steps.Count - 1 && _steps[Step].Section.ForwardOnly))
        {
            return new("cannot_finish_early");
        }

        End("candidate");
        Note("submitted", "candidate");
        return Verdict.Done with { Says = State };
    }

    private Verdict RequestPlay(string fragment)
    {
        if (!_steps[Step].Fragments.TryGetValue(fragment, out var limit))
        {
            return UnknownFragment;
        }

        if (!_granted.Contains(fragment))
        {
            if (_played.GetValueOrDefault(fragment) >= LimitOf(fragment))
            {
                return new("play_limit_reached");
            }

            _granted.Add(fragment);
            Note("play_granted", "candidate", fragment);
        }

        return Verdict.Done with { Says = $"{_played.GetValueOrDefault(fragment) + 1}" };
    }

    private Verdict FetchPlay(string fragment)
    {
        var isLimited = test.Fragments[fragment] is not null;
        if (!_granted.Remove(fragment))
        {
            return isLimited ? new("play_limit_reached") : Verdict.Done;
        }

        _played[fragment] = _played.GetValueOrDefault(fragment) + 1;
        Note("play_fetched", "candidate", fragment);
        return isLimited ? Logged("play_completed", "candidate", fragment) : Verdict.Done; // without a limit nothing is accounted for
    }

    private Verdict CheckIdentity()
    {
        if (!_identityChecked)
        {
            Note("identity_checked", "key");
        }

        _identityChecked = true;
        return Verdict.Done with { Says = State };
    }

    private Verdict AddTime(int minutes)
    {
        if (Started ? Left + minutes <= 0 || Least + minutes <= 0 : _extra + minutes < 0)
        {
            return NoTimeLeft;
        }

        _extra += minutes;
        Left += minutes;
        _section += minutes;
        _item += minutes;
        Note("time_added", "key", $"{minutes * 60}");
        return Verdict.Done with { Says = State };
    }

    private Verdict Pause()
    {
        State = "paused";
        return Logged("paused", "key");
    }

    private Verdict Tell(string text)
    {
        _messages.Add(text);
        return Logged("message_sent", "key", text);
    }

    private Verdict Terminate(bool scored)
    {
        if (!Started)
        {
            return WrongState;
        }

        End("invigilator", scored);
        Noticed();
        return Logged("terminated", "key");
    }

    private Verdict Reopen(int? minutes)
    {
        if (!IsOver)
        {
            return WrongState;
        }

        if ((minutes ?? Left) == 0)
        {
            return NoTimeLeft;
        }

        (State, EndedBy, Left, _section, _item) = ("started", null, minutes ?? Left, null, null);
        return Logged("reopened", "key", minutes is null ? null : $"{minutes * 60}");
    }

    private Verdict ReleaseDevice()
    {
        Holder = null;
        return Logged("device_released", "key");
    }

    private Verdict GrantReplay(string fragment)
    {
        _replays[fragment] = _replays.GetValueOrDefault(fragment) + 1;
        Note("replay_granted", "key", fragment);
        return Verdict.Done with { Says = Plays(fragment) };
    }

    private string Plays(string fragment) => $"{fragment}:{_played.GetValueOrDefault(fragment)}/{LimitOf(fragment)}";

    private int? LimitOf(string fragment) =>
        test.Fragments[fragment] + (Started ? accommodations.Plays : 0) + _replays.GetValueOrDefault(fragment);

    private Verdict WhileNotOver(Func<Verdict> act) => IsOver ? Closed : act();

    private Verdict WhileRunning(Func<Verdict> act) => State switch
    {
        "started" => act(),
        "paused" => StoodStill,
        "checked_in" => WrongState,
        _ => Closed,
    };

    // Every act of staff answers with the state.
    private Verdict Logged(string what, string by, string? about = null)
    {
        Note(what, by, about);
        return by == "key" ? Verdict.Done with { Says = State } : Verdict.Done;
    }

    private void Note(string what, string by, string? about = null) => _log.Add(about is null ? $"{what} by {by}" : $"{what} by {by}: {about}");
}
